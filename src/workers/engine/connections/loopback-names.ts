const LOOPBACK = ['127.0.0.1', '::1'] as const;

/** Names that mean this machine, whatever a resolver says of them (RFC 6761, 6.3). */
export function isLoopbackName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost');
}

/**
 * The addresses of a host, in order of preference. Of a name that means this machine both families are tried: a service may
 * listen on one of them, and the resolver know only the other.
 * @param found by the resolver; empty where it knows none
 */
export function withBothLoopbacks(host: string, found: readonly string[]): readonly string[] {
  if (!isLoopbackName(host)) return found;
  return [...found, ...LOOPBACK.filter((address) => !found.includes(address))];
}
