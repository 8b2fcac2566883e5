import { request } from 'node:http';
import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Millis } from '../../../contract/units.ts';

const TIMEOUT_MS: Millis = 3_000;

/** Posts JSON to a program of our own on this machine; any status but 2xx is a failure. */
export function postJson(url: URL, body: unknown): Promise<Result<null>> {
  return new Promise((resolve) => {
    const post = request(url, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    post.on('error', (error) => resolve(fail(noAnswer(error.message))));
    post.on('response', (response) => {
      const status = response.statusCode ?? 0;
      response.resume().on('end', () => {
        resolve(
          status >= 200 && status < 300 ? succeed(null) : fail(noAnswer(`it responded with ${status}`)),
        );
      });
      response.on('error', (error) => resolve(fail(noAnswer(error.message))));
    });
    post.end(JSON.stringify(body));
  });
}

function noAnswer(why: string): Failure {
  return {
    code: 'samples.no_answer',
    side: 'client',
    message: `The sample services rejected the command (${why}).`,
    hint: 'Stop and start them again.',
  };
}
