package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

const (
	// maxItemBytes is the longest answer that is taken for an item.
	maxItemBytes = 16 << 10
	maxStock     = 1_000_000
	// Sixteen bundles at once need no new connection.
	maxIdleConnections = 256
)

var errBadItem = errors.New("the upstream did not answer with the item")

// upstream is where the items of a bundle come from.
type upstream struct {
	client *http.Client
	url    string
}

type item struct {
	ID        int    `json:"id"`
	Name      string `json:"name"`
	UnitCents int64  `json:"unitCents"`
	Stock     int64  `json:"stock"`
}

// foundItem is pointers where a zero would be a value: what is absent or null is refused.
type foundItem struct {
	ID        *number `json:"id"`
	Name      string  `json:"name"`
	UnitCents *number `json:"unitCents"`
	Stock     *number `json:"stock"`
}

// newUpstream is what UPSTREAM_URL names, nil if it names nothing.
func newUpstream(getenv func(string) string) (*upstream, error) {
	address := getenv("UPSTREAM_URL")
	if address == "" {
		return nil, nil
	}
	parsed, err := url.Parse(address)
	if err != nil || !namesHost(parsed) || address[len(address)-1] == '#' {
		return nil, fmt.Errorf("UPSTREAM_URL_INVALID: UPSTREAM_URL must be a URL like http://127.0.0.1:8081, found %q", address)
	}
	transport := &http.Transport{
		DisableCompression:  true,
		MaxIdleConnsPerHost: maxIdleConnections,
		// A head is not bounded by maxItemBytes.
		MaxResponseHeaderBytes: maxHeadBytes,
	}
	client := &http.Client{
		Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
	return &upstream{client, "http://" + parsed.Host}, nil
}

// namesHost is whether a URL has a host, perhaps a port, and nothing else.
func namesHost(parsed *url.URL) bool {
	if parsed.Scheme != "http" || parsed.Hostname() == "" || parsed.User != nil {
		return false
	}
	if port := parsed.Port(); port != "" {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return false
		}
	} else if parsed.Host[len(parsed.Host)-1] == ':' {
		return false
	}
	return (parsed.Path == "" || parsed.Path == "/") &&
		parsed.RawQuery == "" && !parsed.ForceQuery && parsed.Fragment == ""
}

// items asks for all of them at the same time; the first failure ends what is under way.
func (u *upstream) items(ctx context.Context, ids []int) ([]item, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	items := make([]item, len(ids))
	asked := make(chan error, len(ids))
	for at, id := range ids {
		go func() {
			var err error
			items[at], err = u.item(ctx, id)
			asked <- err
		}()
	}
	for range ids {
		if err := <-asked; err != nil {
			return nil, err
		}
	}
	return items, nil
}

func (u *upstream) item(ctx context.Context, id int) (item, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.url+"/items/"+strconv.Itoa(id), nil)
	if err != nil {
		return item{}, err
	}
	response, err := u.client.Do(request)
	if err != nil {
		return item{}, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return item{}, errBadItem
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxItemBytes+1))
	if err != nil {
		return item{}, err
	}
	return parseItem(id, body)
}

func parseItem(id int, body []byte) (item, error) {
	var found foundItem
	if len(body) > maxItemBytes || !parseJSON(body, &found) || !found.isValid() || int(*found.ID) != id {
		return item{}, errBadItem
	}
	return item{id, found.Name, int64(*found.UnitCents), int64(*found.Stock)}, nil
}

func (f foundItem) isValid() bool {
	return f.ID.isWhole(0, maxID) && isName(f.Name) &&
		f.UnitCents.isWhole(0, maxUnitCents) && f.Stock.isWhole(0, maxStock)
}
