import { expect, it } from 'vitest';
import { queryAddress } from '../../../../../src/workers/target-watch/metrics/promql-reader.ts';

it.each([
  ['http://h:9090', 'http://h:9090/api/v1/query?query=up'],
  ['http://h:9090/', 'http://h:9090/api/v1/query?query=up'],
  ['http://u:p@h/prom/', 'http://u:p@h/prom/api/v1/query?query=up'],
  ['http://h/x?token=a%2Fb&t=1', 'http://h/x/api/v1/query?token=a%2Fb&t=1&query=up'],
  ['http://h/api/v1/query', 'http://h/api/v1/query?query=up'],
  ['http://h/x/api/v1/query/?token=1', 'http://h/x/api/v1/query?token=1&query=up'],
  ['http://h/api/v1/query_range', 'http://h/api/v1/query?query=up'],
  ['http://h/graph', 'http://h/api/v1/query?query=up'],
  ['http://h/graphs#up', 'http://h/graphs/api/v1/query?query=up'],
])('a query is asked at %s', (server, address) => expect(queryAddress(server, 'up')).toBe(address));

it('a query is sent as it is, whatever signs it has', () => {
  const query = 'a{b=~"c+d&e#f%2B"} % 2 + 1';
  expect(new URL(queryAddress('http://h?t=1', query)).searchParams.get('query')).toBe(query);
});
