/**
 * The options of curl 8 (its manual page), as far as a reader of commands must know them: which take a value, and which
 * have nothing to do with what is sent.
 */

const words = (text: string): string[] => text.trim().split(/\s+/);

const SHORT_NAMES = words(`
  0 http1.0  1 tlsv1  2 sslv2  3 sslv3  4 ipv4  6 ipv6  a append  A user-agent  b cookie  B use-ascii  c cookie-jar
  C continue-at  d data  D dump-header  e referer  E cert  f fail  F form  g globoff  G get  h help  H header  i include
  I head  j junk-session-cookies  J remote-header-name  k insecure  K config  l list-only  L location  m max-time
  M manual  n netrc  N no-buffer  o output  O remote-name  p proxytunnel  P ftp-port  q disable  Q quote  r range
  R remote-time  s silent  S show-error  t telnet-option  T upload-file  u user  U proxy-user  v verbose  V version
  w write-out  x proxy  X request  y speed-time  Y speed-limit  z time-cond  Z parallel  # progress-bar  : next
`);

/** Long name of each letter. */
export const LONG_NAME: ReadonlyMap<string, string> = new Map(
  SHORT_NAMES.flatMap((name, index) =>
    index % 2 === 0 ? [[name, `--${String(SHORT_NAMES[index + 1])}`] as const] : [],
  ),
);

/** Options that take the next word. */
export const TAKES_VALUE: ReadonlySet<string> = new Set(
  words(`
  abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
  continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
  delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare
  etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode
  happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json
  keepalive-cnt keepalive-time key key-type knownhosts krb libcurl limit-rate local-port login-options mail-auth mail-from
  mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max
  parallel-max-host pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert
  proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey
  proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote
  random-file range rate referer request request-target resolve retry retry-delay retry-max-time sasl-authzid service-name
  sigalgs signature-algorithms socks4 socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time
  ssl-sessions stderr telnet-option test-event tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser
  trace trace-ascii trace-config unix-socket upload-file upload-flags url url-query user user-agent variable vlan-priority
  write-out
`).map((name) => `--${name}`),
);

/** What curl does with the answer, shows of it or does on this machine: nothing that a plan would be without. */
export const SAYS_NOTHING: ReadonlySet<string> = new Set(
  words(`
  basic clobber create-dirs create-file-mode disable dump-header etag-save fail fail-early fail-with-body
  globoff http1.1 include keepalive-cnt keepalive-time libcurl no-alpn no-buffer no-clobber no-keepalive no-npn
  no-progress-meter no-sessionid output output-dir parallel parallel-immediate parallel-max parallel-max-host path-as-is
  progress-bar raw remote-header-name remote-name remote-name-all remote-time remove-on-error show-error silent skip-existing
  ssl-no-revoke ssl-reqd stderr styled-output no-styled-output suppress-connect-headers tcp-nodelay trace trace-ascii
  trace-config trace-ids trace-time verbose write-out xattr
`).map((name) => `--${name}`),
);
