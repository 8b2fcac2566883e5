import { type Failure, fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';

/** What says where engines listen. */
export interface EngineHost {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Where a container engine may listen on this machine, the likeliest first: what `DOCKER_HOST` names and nothing else; or
 * Docker's socket, rootless Docker's, Docker Desktop's, Podman's.
 * @returns failure `engine.not_local`: it names another machine, which is never asked
 */
export function engineSockets({ platform, env }: EngineHost): Result<readonly string[]> {
  const named = env.DOCKER_HOST?.trim() ?? '';
  if (named !== '') {
    const path = /^(?:unix|npipe):\/\/(.+)$/.exec(named)?.[1] ?? (named.startsWith('/') ? named : null);
    return path === null ? fail(notLocal(named)) : succeed([path]);
  }
  if (platform === 'win32') return succeed(['//./pipe/docker_engine', '//./pipe/podman-machine-default']);
  const [ofUser, home] = [env.XDG_RUNTIME_DIR ?? '', env.HOME ?? ''];
  return succeed([
    '/var/run/docker.sock',
    ...(ofUser === '' ? [] : [`${ofUser}/docker.sock`]),
    ...(home === '' ? [] : [`${home}/.docker/run/docker.sock`]),
    ...(ofUser === '' ? [] : [`${ofUser}/podman/podman.sock`]),
    '/run/podman/podman.sock',
  ]);
}

function notLocal(named: string): Failure {
  const scheme = /^[a-z]+(?=:\/\/)/.exec(named)?.[0] ?? 'something else';
  return testFailure(
    'engine.not_local',
    `DOCKER_HOST names no socket of this machine (${scheme}).`,
    'Unset it, or set it to unix:///var/run/docker.sock.',
  );
}
