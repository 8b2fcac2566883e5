/**
 * A network that delays connecting. Every SYN that would leave by loopback is sent to a TUN device instead, where this process
 * reads it, waits as long as it likes, and gives it back: the client's system has sent it, and hears the answer that much
 * later. All else takes its usual way. Linux, in a network namespace of its own (`isolatedCommand({ network: true })`), with
 * `tc` and the `perl` of every Debian, which opens the device: Node has no ioctl.
 */
import { execFileSync } from 'node:child_process';
import { read, writeSync } from 'node:fs';
import type { Command } from '../child.ts';

const DEVICE = 'syns';
/** Where the command below leaves the device. */
const DESCRIPTOR = 3;
const MAX_PACKET_BYTES = 2_048;
/** TUNSETIFF; IFF_TUN | IFF_NO_PI: whole IP packets, nothing before them (linux/if_tun.h). */
const OPEN_DEVICE = `use POSIX (); BEGIN { $^F = 9 }
open(my $tun, "+<", "/dev/net/tun") or die "/dev/net/tun: $!\\n";
my $asked = pack("a16 s x22", "${DEVICE}", 0x1001);
ioctl($tun, 0x400454ca, $asked) or die "TUNSETIFF: $!\\n";
fileno($tun) == ${DESCRIPTOR} or POSIX::dup2(fileno($tun), ${DESCRIPTOR}) or die "dup2: $!\\n";
exec { $ARGV[0] } @ARGV or die "exec: $!\\n";`;

/** The same command, with the device as its descriptor 3. */
export function withSynDevice({ command, args }: Command): Command {
  return { command: 'perl', args: ['-e', OPEN_DEVICE, command, ...args] };
}

const SETUP = [
  `ip link set ${DEVICE} up`,
  // What comes back by the device has the addresses of loopback, of which a system believes nothing that comes from elsewhere.
  `echo 1 > /proc/sys/net/ipv4/conf/${DEVICE}/route_localnet`,
  `echo 1 > /proc/sys/net/ipv4/conf/${DEVICE}/accept_local`,
  `echo 0 > /proc/sys/net/ipv4/conf/${DEVICE}/rp_filter`,
  'echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter',
  'tc qdisc add dev lo clsact',
  // TCP with SYN and without ACK: the flags lie at byte 13 of its header, behind an IPv4 header without options.
  `tc filter add dev lo egress protocol ip u32 match ip protocol 6 0xff match u8 0x02 0x12 at 33 action mirred egress redirect dev ${DEVICE}`,
];

/**
 * From now on each SYN is given back after so many milliseconds.
 * @param delayOf asked with the port that the connection comes from; 0: at once. Below a second, after which it is sent again
 */
export function detourSyns(delayOf: (port: number) => number): void {
  execFileSync('sh', ['-ec', SETUP.join('\n')]);
  const buffer = Buffer.alloc(MAX_PACKET_BYTES);
  const readNext = () => {
    read(DESCRIPTOR, buffer, 0, MAX_PACKET_BYTES, null, (error, bytes) => {
      if (error !== null) throw error;
      const packet = Buffer.from(buffer.subarray(0, bytes));
      readNext();
      if (isSyn(packet)) passOn(packet, delayOf(sourcePort(packet)));
    });
  };
  readNext();
}

function passOn(packet: Buffer, ms: number): void {
  if (ms > 0) setTimeout(() => writeSync(DESCRIPTOR, packet), ms);
  else writeSync(DESCRIPTOR, packet);
}

/** IPv4 with TCP: the system tells neighbours of IPv6 about a new device of its own accord. */
function isSyn(packet: Buffer): boolean {
  return packet.length >= 40 && (packet[0] ?? 0) >> 4 === 4 && packet[9] === 6;
}

/** The first two bytes behind the IPv4 header, whose length is told in words of four bytes. */
function sourcePort(packet: Buffer): number {
  return packet.readUInt16BE(4 * ((packet[0] ?? 0) & 0x0f));
}
