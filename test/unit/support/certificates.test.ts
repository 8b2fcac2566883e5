import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createAuthority, issueCertificate, selfSignedCertificate } from '../../support/certificates.ts';

test('issues certificates that node reads back as they were meant', () => {
  const authority = createAuthority('Root of the test');
  const validity = { validFrom: new Date('2020-02-29T12:34:56Z'), validTo: new Date('2021-01-01T00:00:00Z') };
  const { certPem } = issueCertificate(authority, {
    name: 'leaf',
    hosts: ['a.test', '127.0.0.1'],
    ...validity,
  });
  const leaf = new X509Certificate(certPem);
  const root = new X509Certificate(authority.certPem);
  expect([leaf.subject, leaf.issuer, leaf.ca, root.ca]).toEqual([
    'CN=leaf',
    'CN=Root of the test',
    false,
    true,
  ]);
  expect(leaf.subjectAltName).toBe('DNS:a.test, IP Address:127.0.0.1');
  expect(leaf.validFromDate).toEqual(validity.validFrom);
  expect(leaf.validToDate).toEqual(validity.validTo);
  expect([leaf.checkIssued(root), leaf.verify(root.publicKey)]).toEqual([true, true]);
  expect([leaf.checkHost('a.test'), leaf.checkHost('b.test'), leaf.checkIP('127.0.0.1')]).toEqual([
    'a.test',
    undefined,
    '127.0.0.1',
  ]);
});

test('a self-signed one is signed by its own key and by no authority', () => {
  const own = new X509Certificate(selfSignedCertificate({ name: 'self' }).certPem);
  expect(own.verify(own.publicKey)).toBe(true);
  expect(own.verify(new X509Certificate(createAuthority().certPem).publicKey)).toBe(false);
});
