// Command kube is the control plane and a node of Kubernetes in one program: its first argument says which part to run. No
// package registry has these programs built, and together they are a third of the size.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

const etcdStartTimeout = 60 * time.Second

var parts = map[string]func() *cobra.Command{
	"etcd":                    etcd,
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-proxy":              proxy.NewProxyCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	"kubectl":                 kubectl.NewDefaultKubectlCommand,
	"kubelet":                 func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) },
}

func main() {
	name := ""
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	part, known := parts[name]
	if !known {
		names := []string{}
		for name := range parts {
			names = append(names, name)
		}
		slices.Sort(names)
		fmt.Fprintf(os.Stderr, "usage: kube %s [FLAGS]\n", strings.Join(names, "|"))
		os.Exit(2)
	}
	// The parts read their own name and flags from here.
	os.Args = os.Args[1:]
	if name != "kubectl" {
		os.Exit(cli.Run(part()))
	}
	if err := cli.RunNoErrOutput(part()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func etcd() *cobra.Command {
	command := &cobra.Command{Use: "etcd", SilenceUsage: true}
	file := command.Flags().String("config-file", "", "etcd's YAML configuration")
	command.RunE = func(*cobra.Command, []string) error {
		config, err := embed.ConfigFromFile(*file)
		if err != nil {
			return err
		}
		server, err := embed.StartEtcd(config)
		if err != nil {
			return err
		}
		defer server.Close()
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
		select {
		case <-server.Server.ReadyNotify():
		case <-time.After(etcdStartTimeout):
			return fmt.Errorf("expected etcd to be ready within %s", etcdStartTimeout)
		case <-stop:
			return nil
		}
		select {
		case <-stop:
			return nil
		case err := <-server.Err():
			return err
		}
	}
	return command
}
