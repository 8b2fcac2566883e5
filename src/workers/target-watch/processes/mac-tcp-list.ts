import { addressText, fieldsOf, type Layout } from './c-layout.ts';

/**
 * The list of all TCP sockets of a Mac (sysctl `net.inet.tcp.pcblist64`, as `netstat` reads it): it names no process, and tells
 * of those of other users too. Its structures are packed to four bytes; sizes and offsets are from the source of the kernel,
 * XNU.
 */

/** <netinet/in_pcb.h>: opens the list, and closes it. */
export const XINPGEN = {
  struct: 'xinpgen',
  bytes: 24,
  fields: { xig_len: [0, 'u32'] },
} as const satisfies Layout<string>;

/** <sys/socketvar.h>; each record says how long its own is. */
export const XSOCKET64 = {
  struct: 'xsocket64',
  bytes: 108,
  fields: {},
} as const satisfies Layout<string>;

/** <netinet/tcp_var.h>, its first part: what follows is the state of the connection. */
export const XTCPCB64 = {
  struct: 'xtcpcb64',
  bytes: 264,
  fields: {
    xt_len: [0, 'u32'],
    inp_lport: [22, 'port'],
    inp_vflag: [96, 'u8'],
    inp_dependladdr: [116, 'u8'],
    xso_len: [148, 'u32'],
    so_options: [162, 'u8'],
  },
} as const satisfies Layout<string>;

/** <sys/socket.h> */
const SO_ACCEPTCONN = 2;
/** <netinet/in_pcb.h> */
const INP_IPV6 = 2;

/**
 * Where sockets listen.
 * @param length bytes that were written
 * @returns null: the list is not as it is known, or was cut
 */
export function decodeTcpList(memory: Buffer, length: number): { port: number; address: string }[] | null {
  const listeners: { port: number; address: string }[] = [];
  for (let at = XINPGEN.bytes; at + XINPGEN.bytes <= length; ) {
    const bytes = memory.readUInt32LE(at);
    if (bytes === XINPGEN.bytes) return listeners;
    if (bytes < XTCPCB64.bytes || at + bytes > length) return null;
    const field = fieldsOf(XTCPCB64, memory, at);
    if (field('xso_len') !== XSOCKET64.bytes) return null;
    if ((field('so_options') & SO_ACCEPTCONN) !== 0) {
      const start = at + XTCPCB64.fields.inp_dependladdr[0];
      const isSix = (field('inp_vflag') & INP_IPV6) !== 0;
      const address = addressText(memory.subarray(isSix ? start : start + 12, start + 16));
      listeners.push({ port: field('inp_lport'), address });
    }
    at += bytes;
  }
  return null;
}
