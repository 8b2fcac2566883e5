import { Grid } from '../../parts/Box.tsx';
import { Page } from '../../parts/Page.tsx';
import { LastRuns } from './LastRuns.tsx';
import { Presets } from './Presets.tsx';
import { ServicesStrip } from './ServicesStrip.tsx';
import { TestUrl } from './TestUrl.tsx';
import { TrySamples } from './TrySamples.tsx';

/** What runs, what can be run, and what was run last. */
export function HomeScreen() {
  return (
    <Page title="How much can it carry?" windowTitle="Home">
      <Grid columns="repeat(2, minmax(0, 1fr))" gap={12} stacks>
        <TrySamples />
        <TestUrl />
      </Grid>
      <ServicesStrip />
      <LastRuns />
      <Presets />
    </Page>
  );
}
