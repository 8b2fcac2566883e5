/**
 * Certificates for TLS servers that are wrong in one way each. Made here, at test time, with node:crypto alone: no
 * key lies in the repository, nothing expires unasked, and no openssl need be installed.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  set,
  utcTime,
  utf8String,
} from './der.ts';

export interface Certificate {
  readonly certPem: string;
  readonly keyPem: string;
}

/** A certificate that can sign others. */
export interface Authority extends Certificate {
  readonly name: string;
  readonly key: KeyObject;
}

export interface CertificateRequest {
  readonly name: string;
  /** DNS names or IPv4 addresses of the subject. */
  readonly hosts?: readonly string[];
  /** Default: yesterday to in a year. */
  readonly validFrom?: Date;
  readonly validTo?: Date;
}

interface Draft extends CertificateRequest {
  readonly issuer: string;
  readonly subjectKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly authority: boolean;
}

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const DAY_MS = 86_400_000;

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), utf8String(commonName))));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

function alternativeName(host: string): Buffer {
  const octets = host.split('.').map(Number);
  const isAddress = octets.length === 4 && octets.every((octet) => octet >= 0 && octet <= 255);
  return isAddress ? implicit(7, Buffer.from(octets)) : implicit(2, Buffer.from(host, 'latin1'));
}

function extensionsOf(draft: Draft): Buffer {
  const constraints = extension('2.5.29.19', true, sequence(...(draft.authority ? [boolean(true)] : [])));
  // Key usage bits from the left: digitalSignature is bit 0, keyCertSign is bit 5.
  const usage = draft.authority ? bitString(Buffer.of(0b0000_0100), 2) : bitString(Buffer.of(0b1000_0000), 7);
  const list = [constraints, extension('2.5.29.15', true, usage)];
  const hosts = draft.hosts ?? [];
  if (hosts.length > 0) list.push(extension('2.5.29.17', false, sequence(...hosts.map(alternativeName))));
  return sequence(...list);
}

/** RFC 5280, section 4.1. */
function encode(draft: Draft): string {
  const now = Date.now();
  const serial = randomBytes(8);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // positive, and no leading zero octet
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.of(2))),
    integer(serial),
    ECDSA_WITH_SHA256,
    distinguishedName(draft.issuer),
    sequence(
      utcTime(draft.validFrom ?? new Date(now - DAY_MS)),
      utcTime(draft.validTo ?? new Date(now + 365 * DAY_MS)),
    ),
    distinguishedName(draft.name),
    draft.subjectKey.export({ type: 'spki', format: 'der' }),
    explicit(3, extensionsOf(draft)),
  );
  const signature = sign('sha256', toBeSigned, draft.signingKey);
  const der = sequence(toBeSigned, ECDSA_WITH_SHA256, bitString(signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function newKey(): { publicKey: KeyObject; privateKey: KeyObject; keyPem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { publicKey, privateKey, keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** A self-signed authority. */
export function createAuthority(name = 'Test authority'): Authority {
  const { publicKey, privateKey, keyPem } = newKey();
  const draft = { name, issuer: name, subjectKey: publicKey, signingKey: privateKey, authority: true };
  return { name, key: privateKey, keyPem, certPem: encode(draft) };
}

/** A certificate signed by `authority`. */
export function issueCertificate(authority: Authority, request: CertificateRequest): Certificate {
  const { publicKey, keyPem } = newKey();
  const signer = { issuer: authority.name, signingKey: authority.key };
  return { keyPem, certPem: encode({ ...request, ...signer, subjectKey: publicKey, authority: false }) };
}

/** A server certificate signed by its own key. */
export function selfSignedCertificate(request: CertificateRequest): Certificate {
  const { publicKey, privateKey, keyPem } = newKey();
  const draft = {
    ...request,
    issuer: request.name,
    subjectKey: publicKey,
    signingKey: privateKey,
    authority: false,
  };
  return { keyPem, certPem: encode(draft) };
}
