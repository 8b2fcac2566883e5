import type { Exposition } from './exposition.ts';

/** Every exporter that is made as Prometheus recommends says of which build it is. */
const BUILD = 'exporter_build_info';
/** Inside the process that it tells of. */
const AGENT = 'jmx_exporter_build_info';
/** Of those that do not: whether what they tell of is up. */
const UP = ['pg_up', 'mysql_up', 'mongodb_up', 'redis_up', 'phpfpm_up', 'nginx_up', 'pgbouncer_up'];

/** When it began, in seconds since 1970: of the process that serves the page, and of what exporters tell of. */
const OWN_START = 'process_start_time_seconds';
const STARTS = ['pg_postmaster_start_time_seconds', 'redis_start_time_seconds', 'node_boot_time_seconds'];
export const START_NAMES: readonly string[] = [OWN_START, ...STARTS];
/** Some are computed from how long it has been up, and are a second off at times. */
const SAME_SECONDS = 2;

/** Of what a page tells: of the process that serves it or, where it is an exporter's, of something else. */
export class PageSubject {
  #isExporter = false;
  /** By name, the latest that was seen: of several workers behind one port each has its own, and one answers after another. */
  readonly #starts = new Map<string, number>();

  /** What the process that serves the page uses is not what the target uses. */
  get isExporter(): boolean {
    return this.#isExporter;
  }

  /** It has a metric that only exporters have. */
  isKnownExporter(): void {
    this.#isExporter = true;
  }

  /** Looks at what a page says of itself. @returns whether what it tells of began after the page before */
  see(page: Exposition): boolean {
    this.#isExporter ||= saysExporter(page);
    let hasRestarted = false;
    for (const name of START_NAMES) {
      const [sample, ...others] = page.samples.get(name) ?? [];
      if (sample === undefined || others.length > 0 || !Number.isFinite(sample.value)) continue;
      const before = this.#starts.get(name);
      const isLater = before !== undefined && sample.value > before + SAME_SECONDS;
      if (before === undefined || isLater) this.#starts.set(name, sample.value);
      hasRestarted ||= isLater && !(this.#isExporter && name === OWN_START);
    }
    return hasRestarted;
  }
}

function saysExporter({ types }: Exposition): boolean {
  if (UP.some((name) => types.has(name))) return true;
  for (const name of types.keys()) if (name.endsWith(BUILD) && name !== AGENT) return true;
  return false;
}
