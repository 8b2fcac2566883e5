/* Structures of 64-bit Windows, as its documentation describes them: DWORD is uint32_t, ULONG_PTR and SIZE_T uint64_t. */
#include "lines.h"

struct process_entry {
  uint32_t bytes, usages, pid;
  uint64_t heap;
  uint32_t module, threads, parent;
  int32_t priority;
  uint32_t flags;
  uint16_t program[260];
};

struct memory_counters {
  uint32_t bytes, faults;
  uint64_t most_working_set, working_set, most_paged, paged, most_unpaged, unpaged, page_file, most_page_file;
};

struct io_counters { uint64_t reads, writes, others, bytes_read, bytes_written, bytes_of_others; };

struct row_4 { uint32_t state; uint8_t address[4]; uint32_t port; uint8_t remote[4]; uint32_t remote_port, pid; };

struct row_6 {
  uint8_t address[16]; uint32_t scope, port; uint8_t remote[16]; uint32_t remote_scope, remote_port, state, pid;
};

struct unicode { uint16_t bytes, most_bytes; uint64_t text; };

static void layouts(void) {
  SIZE(struct process_entry, "PROCESSENTRY32W");
  FIELD(struct process_entry, "PROCESSENTRY32W", bytes, "dwSize");
  FIELD(struct process_entry, "PROCESSENTRY32W", pid, "th32ProcessID");
  FIELD(struct process_entry, "PROCESSENTRY32W", threads, "cntThreads");
  FIELD(struct process_entry, "PROCESSENTRY32W", parent, "th32ParentProcessID");
  FIELD(struct process_entry, "PROCESSENTRY32W", program, "szExeFile");
  SIZE(struct memory_counters, "PROCESS_MEMORY_COUNTERS");
  FIELD(struct memory_counters, "PROCESS_MEMORY_COUNTERS", bytes, "cb");
  FIELD(struct memory_counters, "PROCESS_MEMORY_COUNTERS", working_set, "WorkingSetSize");
  SIZE(struct io_counters, "IO_COUNTERS");
  FIELD(struct io_counters, "IO_COUNTERS", bytes_read, "ReadTransferCount");
  FIELD(struct io_counters, "IO_COUNTERS", bytes_written, "WriteTransferCount");
  SIZE(struct row_4, "MIB_TCPROW_OWNER_PID");
  FIELD(struct row_4, "MIB_TCPROW_OWNER_PID", address, "dwLocalAddr");
  FIELD(struct row_4, "MIB_TCPROW_OWNER_PID", port, "dwLocalPort");
  FIELD(struct row_4, "MIB_TCPROW_OWNER_PID", pid, "dwOwningPid");
  SIZE(struct row_6, "MIB_TCP6ROW_OWNER_PID");
  FIELD(struct row_6, "MIB_TCP6ROW_OWNER_PID", address, "ucLocalAddr");
  FIELD(struct row_6, "MIB_TCP6ROW_OWNER_PID", port, "dwLocalPort");
  FIELD(struct row_6, "MIB_TCP6ROW_OWNER_PID", pid, "dwOwningPid");
  SIZE(struct unicode, "UNICODE_STRING");
}

int main(void) {
  struct process_entry entry = { .bytes = sizeof entry, .pid = 4711, .threads = 11, .parent = 77,
                                 .program = { 'n', 'o', 'd', 'e', '.', 'e', 'x', 'e', 0, 'x' } };
  struct memory_counters memory = { .bytes = sizeof memory, .most_working_set = 200000000, .working_set = 120655872 };
  struct io_counters io = { .reads = 2, .bytes_read = 8192, .writes = 1, .bytes_written = 4096, .bytes_of_others = 9 };
  struct { uint32_t rows; struct row_4 row[2]; } four = { 2, {
    { .state = 2, .address = { 127, 0, 0, 1 }, .port = 0x401f, .pid = 4711 },
    { .state = 2, .port = 0xbb01, .pid = 4 } } };
  struct { uint32_t rows; struct row_6 row[1]; } six = { 1, { { .address = { [15] = 1 }, .port = 0x401f, .pid = 4712 } } };
  struct { struct unicode head; uint16_t text[6]; } line = { { 10, 12, 0 }, { 'n', 'o', 'd', 'e', ' ', 'x' } };
  layouts();
  sample("process", &entry, sizeof entry);
  sample("memory", &memory, sizeof memory);
  sample("io", &io, sizeof io);
  sample("four", &four, sizeof four);
  sample("six", &six, sizeof six);
  sample("line", &line, sizeof line);
  return 0;
}
