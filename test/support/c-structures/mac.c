/* Structures of macOS, as its headers describe them, for any compiler of a system with 64-bit longs. */
#include "lines.h"

struct bsd_info {
  uint32_t flags, status, exit_status, pid, parent;
  uint32_t user, group, real_user, real_group, saved_user, saved_group, reserved;
  char command[16];
  char name[32];
  uint32_t files, process_group, job_control, terminal, terminal_group;
  int32_t nice;
  uint64_t started_seconds, started_micros;
};

struct bsd_short_info {
  uint32_t pid, parent, process_group, status;
  char command[16];
  uint32_t flags, user, group, real_user, real_group, saved_user, saved_group, reserved;
};

struct task_info {
  uint64_t virtual_size, resident_size, total_user, total_system, threads_user, threads_system;
  int32_t policy, faults, page_ins, copied, sent, received, mach_calls, unix_calls, switches;
  int32_t threads, running, priority;
};

struct usage_4 {
  uint8_t uuid[16];
  uint64_t user_time, system_time, package_wakeups, interrupt_wakeups, page_ins, wired, resident, footprint;
  uint64_t start, exit;
  uint64_t child_user_time, child_system_time, child_package_wakeups, child_interrupt_wakeups, child_page_ins, child_elapsed;
  uint64_t disk_read, disk_written;
  uint64_t time_by_quality_of_service[7];
  uint64_t billed_system_time, serviced_system_time;
  uint64_t logical_writes, most_footprint, instructions, cycles, billed_energy, serviced_energy;
  uint64_t interval_most_footprint, runnable_time;
};

struct timebase { uint32_t numerator, denominator; };

struct descriptor { int32_t number; uint32_t kind; };

struct file_info { uint32_t open_flags, status; int64_t offset; int32_t kind; uint32_t guard_flags; };

struct file_stat {
  uint32_t device; uint16_t mode, links; uint64_t inode; uint32_t user, group;
  int64_t times[8]; int64_t size, blocks; int32_t block_size;
  uint32_t flags, generation, special_device; int64_t spare[2];
};

struct four_in_six { uint32_t pad[3]; uint8_t address[4]; };

struct internet_info {
  int foreign_port, local_port;
  uint64_t generation;
  uint32_t flags, flow;
  uint8_t families, time_to_live;
  uint32_t reserved;
  union { struct four_in_six four; uint8_t six[16]; } foreign, local;
  struct { uint8_t service; } v4;
  struct { uint8_t hop_limit; int checksum; uint16_t interface; int16_t hops; } v6;
};

struct tcp_info {
  struct internet_info internet;
  int state, timers[4], segment_size;
  uint32_t flags, reserved;
  uint64_t handle;
};

struct buffer_info { uint32_t sizes[5]; int16_t flags, timeout; };

struct socket_info {
  struct file_stat stat;
  uint64_t socket, control_block;
  int type, protocol, family;
  int16_t options, linger, state, queue, incomplete_queue, queue_limit, timeout;
  uint16_t error;
  uint32_t urgent_mark;
  struct buffer_info received, sent;
  int kind;
  uint32_t reserved;
  /* The longest of the kinds is a local socket's: two handles and two addresses of 255 bytes. */
  union { struct tcp_info tcp; struct { uint64_t handles[2]; char addresses[2][255]; } local; } protocol_info;
};

struct socket_descriptor { struct file_info file; struct socket_info socket; };

#pragma pack(4)

struct list_head { uint32_t length, count; uint64_t generation, socket_generation; };

struct listed_buffer { uint32_t counts[4]; int32_t lowest; int16_t flags, timeout; };

struct listed_socket {
  uint32_t length;
  uint64_t socket;
  int16_t type, options, linger, state;
  uint64_t control_block;
  int32_t protocol, family;
  int16_t queue, incomplete_queue, queue_limit, timeout;
  uint16_t error;
  int32_t process_group;
  uint32_t urgent_mark;
  struct listed_buffer received, sent;
  uint32_t user;
};

struct list_entry { uint64_t next, previous; };

struct listed_internet {
  uint64_t length, address;
  uint16_t foreign_port, local_port;
  struct list_entry list;
  uint64_t control_block, information;
  struct list_entry ports;
  uint64_t port_head, generation;
  int32_t flags;
  uint32_t flow;
  uint8_t families, time_to_live, protocol;
  union { struct four_in_six four; uint32_t six[4]; } foreign, local;
  struct { uint8_t service; } v4;
  struct { uint8_t hop_limit; int32_t checksum; uint16_t interface; int16_t hops; } v6;
  struct listed_socket socket;
  uint64_t alignment;
};

/* What follows the first part is as long as it says. */
struct listed_tcp { uint32_t length; struct listed_internet internet; };

#pragma pack()

static void tcp_list(void) {
  struct { struct list_head first; struct { struct listed_tcp tcp; uint32_t state[65]; } record[3]; struct list_head last; } list;
  memset(&list, 0, sizeof list);
  list.first.length = list.last.length = sizeof list.first;
  for (int at = 0; at < 3; at += 1) {
    struct listed_tcp *tcp = &list.record[at].tcp;
    tcp->length = sizeof list.record[at];
    tcp->internet.local_port = 0x401f;
    tcp->internet.families = 1;
    tcp->internet.socket.length = sizeof tcp->internet.socket;
    memcpy(tcp->internet.local.four.address, "\177\0\0\1", 4);
  }
  list.record[1].tcp.internet.socket.options = 0x86;
  list.record[2].tcp.internet.socket.options = 0x02;
  list.record[2].tcp.internet.families = 3;
  list.record[2].tcp.internet.local_port = 0xbb01;
  memset(&list.record[2].tcp.internet.local, 0, 16);
  sample("tcp-list", &list, sizeof list);
}

static void sockets(void) {
  struct socket_descriptor six, four, connected;
  memset(&six, 0, sizeof six);
  six.socket.kind = 2;
  six.socket.protocol_info.tcp.state = 1;
  six.socket.protocol_info.tcp.internet.local_port = 0x401f; /* 8000 in the order of the network */
  six.socket.protocol_info.tcp.internet.families = 3;
  sample("listens-on-all", &six, sizeof six);
  four = six;
  four.socket.protocol_info.tcp.internet.families = 1;
  memcpy(four.socket.protocol_info.tcp.internet.local.four.address, "\177\0\0\1", 4);
  sample("listens-on-127.0.0.1", &four, sizeof four);
  connected = four;
  connected.socket.protocol_info.tcp.state = 4;
  sample("connected", &connected, sizeof connected);
}

static void layouts(void) {
  SIZE(struct bsd_info, "proc_bsdinfo");
  FIELD(struct bsd_info, "proc_bsdinfo", status, "pbi_status");
  FIELD(struct bsd_info, "proc_bsdinfo", parent, "pbi_ppid");
  FIELD(struct bsd_info, "proc_bsdinfo", command, "pbi_comm");
  FIELD(struct bsd_info, "proc_bsdinfo", name, "pbi_name");
  FIELD(struct bsd_info, "proc_bsdinfo", started_seconds, "pbi_start_tvsec");
  FIELD(struct bsd_info, "proc_bsdinfo", started_micros, "pbi_start_tvusec");
  SIZE(struct bsd_short_info, "proc_bsdshortinfo");
  SIZE(struct task_info, "proc_taskinfo");
  FIELD(struct task_info, "proc_taskinfo", threads, "pti_threadnum");
  SIZE(struct usage_4, "rusage_info_v4");
  FIELD(struct usage_4, "rusage_info_v4", user_time, "ri_user_time");
  FIELD(struct usage_4, "rusage_info_v4", system_time, "ri_system_time");
  FIELD(struct usage_4, "rusage_info_v4", resident, "ri_resident_size");
  FIELD(struct usage_4, "rusage_info_v4", child_user_time, "ri_child_user_time");
  FIELD(struct usage_4, "rusage_info_v4", child_system_time, "ri_child_system_time");
  FIELD(struct usage_4, "rusage_info_v4", disk_read, "ri_diskio_bytesread");
  FIELD(struct usage_4, "rusage_info_v4", disk_written, "ri_diskio_byteswritten");
  SIZE(struct timebase, "mach_timebase_info");
  FIELD(struct timebase, "mach_timebase_info", numerator, "numer");
  FIELD(struct timebase, "mach_timebase_info", denominator, "denom");
  SIZE(struct descriptor, "proc_fdinfo");
  FIELD(struct descriptor, "proc_fdinfo", number, "proc_fd");
  FIELD(struct descriptor, "proc_fdinfo", kind, "proc_fdtype");
  SIZE(struct socket_descriptor, "socket_fdinfo");
  FIELD(struct socket_descriptor, "socket_fdinfo", socket.kind, "soi_kind");
  FIELD(struct socket_descriptor, "socket_fdinfo", socket.protocol_info.tcp.internet.local_port, "insi_lport");
  FIELD(struct socket_descriptor, "socket_fdinfo", socket.protocol_info.tcp.internet.families, "insi_vflag");
  FIELD(struct socket_descriptor, "socket_fdinfo", socket.protocol_info.tcp.internet.local, "insi_laddr");
  FIELD(struct socket_descriptor, "socket_fdinfo", socket.protocol_info.tcp.state, "tcpsi_state");
  SIZE(struct list_head, "xinpgen");
  FIELD(struct list_head, "xinpgen", length, "xig_len");
  SIZE(struct listed_socket, "xsocket64");
  SIZE(struct listed_tcp, "xtcpcb64");
  FIELD(struct listed_tcp, "xtcpcb64", length, "xt_len");
  FIELD(struct listed_tcp, "xtcpcb64", internet.local_port, "inp_lport");
  FIELD(struct listed_tcp, "xtcpcb64", internet.families, "inp_vflag");
  FIELD(struct listed_tcp, "xtcpcb64", internet.local, "inp_dependladdr");
  FIELD(struct listed_tcp, "xtcpcb64", internet.socket.length, "xso_len");
  FIELD(struct listed_tcp, "xtcpcb64", internet.socket.options, "so_options");
}

int main(void) {
  struct bsd_info info = { .status = 2, .pid = 4711, .parent = 77, .command = "node", .name = "node24",
                           .started_seconds = 1796068563, .started_micros = 716350 };
  struct task_info task = { .threads = 11 };
  struct usage_4 usage = { .user_time = 24000000, .system_time = 2400000, .resident = 120061952, .footprint = 99000000,
                           .child_user_time = 4800000, .child_system_time = 240000, .disk_read = 8192, .disk_written = 4096 };
  struct timebase timebase = { 125, 3 };
  struct descriptor descriptors[] = { { 0, 1 }, { 1, 6 }, { 12, 2 }, { 31, 2 }, { 32, 5 } };
  layouts();
  sample("process", &info, sizeof info);
  info.status = 5;
  memset(info.name, 0, sizeof info.name);
  sample("zombie", &info, sizeof info);
  sample("task", &task, sizeof task);
  sample("usage", &usage, sizeof usage);
  sample("timebase", &timebase, sizeof timebase);
  sample("descriptors", descriptors, sizeof descriptors);
  sockets();
  tcp_list();
  return 0;
}
