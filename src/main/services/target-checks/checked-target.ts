import { isIP } from 'node:net';
import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type { TargetCheckName, TargetCheckRow } from '../../../contract/target-checks.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import type { Millis } from '../../../contract/units.ts';

/** A text that a run sends as a credential, or would: what it is called, and what it is. */
export interface NamedToken {
  readonly name: string;
  /** null: it is not set. */
  readonly text: string | null;
}

/** What is checked. */
export interface CheckedTarget {
  /** `http:` or `https:`, whatever it is spoken over it. */
  readonly url: URL;
  /** Behind it; empty: the address itself; null: a connection is all that is asked for. */
  readonly healthPath: string | null;
  readonly verifyTls: boolean;
  /** Sent with the health request; null: none is. */
  readonly token: string | null;
  /** That one, and those the plan of a run names. */
  readonly tokens: readonly NamedToken[];
}

/** Each check of a connection takes no longer. */
export const WITHIN_MS: Millis = 3_000;

/**
 * Reads an address as it is to be checked.
 * @returns failure `check.bad_url`
 */
export function checkedUrl(text: string): Result<URL> {
  const http = text.replace(/^ws(?=s?:)/i, 'http');
  if (!URL.canParse(http) || !/^https?:\/\//i.test(http)) return fail(badUrl(text, 'is not an address'));
  const url = new URL(http);
  if (url.username !== '' || url.password !== '')
    return fail(badUrl(text, 'holds a user and a password', 'Leave them out.'));
  url.hash = '';
  return succeed(url);
}

function badUrl(text: string, why: string, hint = 'Write one such as http://localhost:8000.') {
  return testFailure('check.bad_url', `"${hideInAddresses(text).slice(0, 100)}" ${why}.`, hint);
}

/** Without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

export function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

/** @example '[::1]:8000' */
export function placeOf(address: string, port: number): string {
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What a check found; what is left out is empty. */
export type Finding = Pick<TargetCheckRow, 'state' | 'sentence'> &
  Partial<Pick<TargetCheckRow, 'figure' | 'wayOut'>>;

const TITLES: Readonly<Record<TargetCheckName, string>> = {
  dns: 'Host name',
  tcp: 'TCP connection',
  tls: 'TLS',
  token: 'Token',
  health: 'Health request',
  listener: 'Listening process',
  open_files: 'Open files of Plimsoll',
  local_ports: 'Local ports',
};

export function rowOf(check: TargetCheckName, finding: Finding, command: string | null): TargetCheckRow {
  return { check, title: TITLES[check], figure: '', wayOut: '', ...finding, command };
}

/** Nothing to be checked. */
export function notHere(sentence: string, wayOut = ''): Finding {
  return { state: 'not here', sentence, wayOut };
}
