import { describe, expect, it } from 'vitest';
import { curlCommand } from '../../../../../../src/main/services/analysis/reading/curl-command.ts';

const KEPT = { method: 'POST', url: "http://127.0.0.1:8000/o'clock?key=[secret API_KEY]" };

describe('a kept request as a cURL command', () => {
  it('has its secrets as variables, and nothing that a shell would run', () => {
    const asked = [
      'POST /o HTTP/1.1',
      'Host: 127.0.0.1:8000',
      'Content-Length: 3',
      'Authorization: Bearer [secret shop.token]',
      'X-Note: `id` $(id) $HOME',
      'X-Empty:',
      '@/etc/passwd: x',
    ].join('\r\n');
    expect(curlCommand({ ...KEPT, asked })).toBe(
      [
        "curl -X 'POST'",
        `-H 'Authorization: Bearer '"$shop_token"`,
        "-H 'X-Note: `id` $(id) $HOME'",
        "-H 'X-Empty;'",
        // What was posted is not kept, and an empty post would be another request.
        "--data-binary '@request-body'",
        `--globoff --url 'http://127.0.0.1:8000/o'\\''clock?key='"$API_KEY"`,
      ].join(' \\\n  '),
    );
  });

  it('asks for the head alone as curl does, and keeps a host that is not the one of the address', () => {
    const of = (method: string, ...lines: string[]) =>
      curlCommand({
        method,
        url: 'http://127.0.0.1:8000/',
        asked: [`${method} / HTTP/1.1`, ...lines].join('\r\n'),
      });
    expect(of('HEAD', 'Host: 127.0.0.1:8000')).toBe(
      "curl --head \\\n  --globoff --url 'http://127.0.0.1:8000/'",
    );
    expect(of('GET', 'Host: shop.test')).toContain("-H 'Host: shop.test'");
    expect(of('POST', 'Content-Length: 0')).not.toContain('--data');
  });

  it('is none where its headers were not kept', () => {
    expect(curlCommand(KEPT)).toBe(null);
  });
});
