import { Page } from '../../parts/Page.tsx';
import styles from './HomeScreen.module.css';
import { LastRuns } from './LastRuns.tsx';
import { Presets } from './Presets.tsx';
import { ServicesStrip } from './ServicesStrip.tsx';
import { TestUrl } from './TestUrl.tsx';
import { TrySamples } from './TrySamples.tsx';

/** What runs, what can be run, and what was run last. */
export function HomeScreen() {
  return (
    <Page title="How much can it carry?" windowTitle="Home">
      <div className={styles.first}>
        <TrySamples />
        <TestUrl />
      </div>
      <ServicesStrip />
      <LastRuns />
      <Presets />
    </Page>
  );
}
