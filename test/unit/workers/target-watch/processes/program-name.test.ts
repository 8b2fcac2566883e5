import { describe, expect, it } from 'vitest';
import {
  isContainerProxy,
  programName,
} from '../../../../../src/workers/target-watch/processes/program-name.ts';

describe('what a process is called', () => {
  it.each([
    ['nginx -g daemon_off;', 'nginx', 'nginx'],
    ['/usr/local/bin/node /srv/shop/server.js --port 8000', 'node', 'node server.js'],
    ['node --env-file .env --max-old-space-size=512 dist/main.mjs', 'node', 'node main.mjs'],
    ['node /srv/node_modules/.bin/next start', 'node', 'node next'],
    ['/usr/bin/python3.12 -u -m uvicorn shop:app --workers 3', 'python3', 'python3.12 uvicorn'],
    ['python /usr/bin/gunicorn shop:app', 'python', 'python gunicorn'],
    ['java -Xmx1g -jar /opt/shop/shop-1.4.jar --spring.profiles.active=prod', 'java', 'java shop-1.4.jar'],
    ['java -cp lib.jar com.shop.Main', 'java', 'java'],
    ['bun run server.ts', 'bun', 'bun server.ts'],
    ['php -S localhost:8000 router.php', 'php', 'php router.php'],
    [String.raw`C:\nodejs\node.exe C:\shop\server.js`, 'node.exe', 'node.exe server.js'],
    ['', 'kworker/0:1', 'kworker/0:1'],
  ])('%s', (line, command, name) => {
    expect(programName(line.split(' '), command)).toBe(name);
  });

  it('is its first word where it has written its state over its command line', () => {
    expect(programName(['nginx: master process /usr/sbin/nginx -g daemon off;'], 'nginx')).toBe('nginx');
    expect(programName(['postgres: shop shop 10.0.0.7(4711) idle', '', ''], 'postgres')).toBe('postgres');
    expect(programName(['shopd --token=hunter2 /a/b'], 'shopd')).toBe('shopd');
    expect(programName(['/opt/My Shop/bin/node', 'server.js'], 'node')).toBe('node server.js');
  });

  it.each([
    'node -e fetch("http://x/?key=hunter2")',
    'node --title hunter2 --inspect',
    'node --eval hunter2.js',
    'python3 -c hunter2',
    'python3 -m hunter2:secret',
    'bash -c hunter2.sh',
    'ruby -pe hunter2',
    'shopd hunter2.js',
    'psql postgres://shop:hunter2@db/shop',
    'node https://shop:hunter2@host/?a=hunter2',
  ])('holds nothing of the arguments of: %s', (line) => {
    const name = programName(line.split(' '), 'program');
    expect(name).toBe(line.split(' ')[0]);
  });

  it('is by the kernel where the command line is none to be read', () => {
    expect(programName(['\u001b[31mred'], 'red')).toBe('red');
    expect(programName(['', ''], 'sh\u0007op')).toBe('shop');
  });

  it('tells what holds a port for a container', () => {
    expect(
      ['docker-proxy', 'com.docker.backend.exe', 'docker', 'node proxy.js'].map(isContainerProxy),
    ).toEqual([true, true, false, false]);
  });
});
