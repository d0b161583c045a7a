use std::{fs, io, path::PathBuf};

use containerd_shim::protos::{
    cgroups::metrics::{CPUStat, CPUUsage, MemoryEntry, MemoryStat, Metrics, PidsStat},
    protobuf::MessageField,
};

/// Where the kernel counts what a container uses: its folder in the one hierarchy of v2, or in each of v1.
///
/// The counters are read here, since those of the crate `containerd-shim` have no CPU time of v1, and that of v2 in
/// microseconds, where containerd takes nanoseconds.
#[derive(Clone)]
pub struct Cgroup {
    cpu: PathBuf,
    memory: PathBuf,
    pids: PathBuf,
    is_unified: bool,
}

const ROOT: &str = "/sys/fs/cgroup";

impl Cgroup {
    pub fn of(pid: i32) -> io::Result<Self> {
        Ok(Self::in_lines(&fs::read_to_string(format!("/proc/{pid}/cgroup"))?))
    }

    /// By the lines of `/proc/<pid>/cgroup`, cgroups(7).
    fn in_lines(lines: &str) -> Self {
        let folder_of = |wanted: &str| {
            lines.lines().find_map(|line| {
                let (controllers, path) = line.split_once(':')?.1.split_once(':')?;
                let is_it = controllers.split(',').any(|name| name == wanted);
                is_it.then(|| PathBuf::from(format!("{ROOT}/{controllers}{path}")))
            })
        };
        let unified = || {
            let path = lines.lines().find_map(|line| line.strip_prefix("0::")).unwrap_or("/");
            PathBuf::from(format!("{ROOT}{path}"))
        };
        Self {
            is_unified: folder_of("memory").is_none(),
            cpu: folder_of("cpuacct").unwrap_or_else(unified),
            memory: folder_of("memory").unwrap_or_else(unified),
            pids: folder_of("pids").unwrap_or_else(unified),
        }
    }

    /// In the units of containerd: nanoseconds and bytes.
    pub fn metrics(&self) -> io::Result<Metrics> {
        let mut usage = CPUUsage::new();
        usage.total = if self.is_unified {
            number_of(&fs::read_to_string(self.cpu.join("cpu.stat"))?, "usage_usec") * 1000
        } else {
            number(&fs::read_to_string(self.cpu.join("cpuacct.usage"))?)
        };
        let mut cpu = CPUStat::new();
        cpu.usage = MessageField::some(usage);

        let (used, limit, inactive, anonymous) = if self.is_unified {
            ("memory.current", "memory.max", "inactive_file", "anon")
        } else {
            ("memory.usage_in_bytes", "memory.limit_in_bytes", "total_inactive_file", "total_rss")
        };
        let mut entry = MemoryEntry::new();
        entry.usage = number(&fs::read_to_string(self.memory.join(used))?);
        // "max" is no number, and says that there is no limit.
        entry.limit = fs::read_to_string(self.memory.join(limit))?.trim().parse().unwrap_or(u64::MAX);
        let stat = fs::read_to_string(self.memory.join("memory.stat"))?;
        let mut memory = MemoryStat::new();
        memory.hierarchical_memory_limit = entry.limit;
        memory.usage = MessageField::some(entry);
        memory.inactive_file = number_of(&stat, inactive);
        memory.total_inactive_file = memory.inactive_file;
        memory.rss = number_of(&stat, anonymous);
        memory.total_rss = memory.rss;
        memory.total_pg_fault = number_of(&stat, if self.is_unified { "pgfault" } else { "total_pgfault" });

        let mut metrics = Metrics::new();
        metrics.cpu = MessageField::some(cpu);
        metrics.memory = MessageField::some(memory);
        if let Ok(current) = fs::read_to_string(self.pids.join("pids.current")) {
            let mut pids = PidsStat::new();
            pids.current = number(&current);
            metrics.pids = MessageField::some(pids);
        }
        Ok(metrics)
    }

    /// Whether the kernel has killed a process at the memory limit.
    pub fn is_out_of_memory(&self) -> bool {
        let file = if self.is_unified { "memory.events" } else { "memory.oom_control" };
        fs::read_to_string(self.memory.join(file)).is_ok_and(|lines| number_of(&lines, "oom_kill") > 0)
    }
}

fn number(text: &str) -> u64 {
    text.trim().parse().unwrap_or(0)
}

/// Of the line that begins with a name and a space.
fn number_of(lines: &str, name: &str) -> u64 {
    lines
        .lines()
        .find_map(|line| line.split_once(' ').filter(|(key, _)| *key == name))
        .map_or(0, |(_, value)| number(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_controller_of_v1_has_a_folder_of_its_own() {
        let cgroup = Cgroup::in_lines("9:memory:/kubepods/a\n4:cpu,cpuacct:/kubepods/b\n3:pids:/c\n0::/\n");
        assert_eq!(cgroup.memory, PathBuf::from("/sys/fs/cgroup/memory/kubepods/a"));
        assert_eq!(cgroup.cpu, PathBuf::from("/sys/fs/cgroup/cpu,cpuacct/kubepods/b"));
        assert!(!cgroup.is_unified);
    }

    #[test]
    fn of_v2_there_is_one() {
        let cgroup = Cgroup::in_lines("0::/kubepods.slice/a:b:c\n");
        assert_eq!(cgroup.memory, PathBuf::from("/sys/fs/cgroup/kubepods.slice/a:b:c"));
        assert_eq!(cgroup.cpu, cgroup.memory);
        assert!(cgroup.is_unified);
    }

    #[test]
    fn a_counter_is_found_by_its_whole_name() {
        assert_eq!(number_of("oom 3\noom_kill 1\noom_group_kill 0\n", "oom_kill"), 1);
        assert_eq!(number_of("oom_kill_disable 0\nunder_oom 0\n", "oom_kill"), 0);
    }
}
