import { describe, expect, it } from 'vitest';
import { engineSockets } from '../../../../../src/workers/target-watch/containers/engine-sockets.ts';

const on = (platform: NodeJS.Platform, env: Record<string, string> = {}) => {
  const found = engineSockets({ platform, env });
  return found.ok ? found.value : found.failure.message;
};

describe('where a container engine may listen', () => {
  it('is Docker’s socket, the user’s own, and Podman’s', () => {
    expect(on('linux', { XDG_RUNTIME_DIR: '/run/user/1000', HOME: '/home/ada' })).toEqual([
      '/var/run/docker.sock',
      '/run/user/1000/docker.sock',
      '/home/ada/.docker/run/docker.sock',
      '/run/user/1000/podman/podman.sock',
      '/run/podman/podman.sock',
    ]);
    expect(on('linux')).toEqual(['/var/run/docker.sock', '/run/podman/podman.sock']);
  });

  it('is a pipe on Windows', () => {
    expect(on('win32')).toEqual(['//./pipe/docker_engine', '//./pipe/podman-machine-default']);
  });

  it.each([
    ['unix:///tmp/own.sock', '/tmp/own.sock'],
    ['/tmp/own.sock', '/tmp/own.sock'],
    ['npipe:////./pipe/own', '//./pipe/own'],
  ])('is what DOCKER_HOST names alone: %s', (named, path) => {
    expect(on('linux', { DOCKER_HOST: named, XDG_RUNTIME_DIR: '/run/user/1000' })).toEqual([path]);
  });

  it.each([
    ['tcp://user:word@10.0.0.5:2376', 'DOCKER_HOST names no socket of this machine (tcp).'],
    ['ssh://ada@build', 'DOCKER_HOST names no socket of this machine (ssh).'],
  ])('is nowhere where DOCKER_HOST is %s', (named, message) => {
    expect(on('linux', { DOCKER_HOST: named })).toBe(message);
  });
});
