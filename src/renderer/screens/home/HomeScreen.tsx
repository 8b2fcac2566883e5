import { Grid } from '../../parts/Box.tsx';
import { Page } from '../../parts/Page.tsx';
import { FindCapacity } from './FindCapacity.tsx';
import { LastRuns } from './LastRuns.tsx';
import { Presets } from './Presets.tsx';
import { ServicesStrip } from './ServicesStrip.tsx';
import { TestUrl } from './TestUrl.tsx';
import { TrySamples } from './TrySamples.tsx';

/** What runs, what can be run, and what was run last. */
export function HomeScreen() {
  return (
    <Page title="How much can it carry?" windowTitle="Home">
      <Grid columns="minmax(0, 1fr) minmax(0, 1.3fr) minmax(0, 1fr)" gap={12} stacks>
        <TrySamples />
        <TestUrl />
        <FindCapacity />
      </Grid>
      <ServicesStrip />
      <LastRuns />
      <Presets />
    </Page>
  );
}
