import { Play, Square } from 'lucide-react';
import { useStore } from 'zustand';
import { keysOf, tableOf } from '../../../contract/keys.ts';
import { Row, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { useTask } from '../../parts/use-task.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { PROFILE_WORDS } from '../../words/words.ts';
import { ConsoleLink } from './ConsoleLink.tsx';

const PROFILES = tableOf(keysOf(PROFILE_WORDS), (profile) => PROFILE_WORDS[profile][0]);

/** The five services in miniature, started and put in a mood from here. */
export function SamplesPanel() {
  const { services } = useWorkbench();
  const samples = useStore(services, (state) => state.samples);
  const { failure, attempt } = useTask();
  const running = samples?.state === 'running';
  const profile = samples?.profile ?? 'healthy';
  return (
    <Panel
      title="Sample services"
      aside="five small services on this machine, to practise on"
      testId="samples"
      actions={
        running ? (
          <Button
            size="small"
            icon={<Square size={11} fill="currentColor" />}
            onClick={() => attempt(services.getState().stopSamples())}
          >
            Stop them
          </Button>
        ) : (
          <Button
            size="small"
            icon={<Play size={12} />}
            disabled={samples?.state === 'starting'}
            onClick={() => attempt(services.getState().startSamples(profile))}
          >
            {samples?.state === 'starting' ? 'Starting…' : 'Start them'}
          </Button>
        )
      }
    >
      <Row gap={12}>
        <Segmented
          label="Behaviour"
          value={profile}
          options={PROFILES}
          disabled={!running}
          onChange={(value) => attempt(services.getState().setProfile(value))}
        />
        <Text tone="muted">
          {running ? PROFILE_WORDS[profile][1] : 'Start them to choose how they behave.'}
        </Text>
      </Row>
      {running ? (
        <Row as="ul" wrap gap={28} above={12} size="small">
          {Object.entries(samples.urls).map(([service, url]) => (
            <Row as="li" key={service} gap={8}>
              <Text tone="muted">{service}</Text>
              <Text mono>{url}</Text>
              <ConsoleLink service={service} url={url} />
            </Row>
          ))}
        </Row>
      ) : null}
      {failure === null ? null : <ErrorNote failure={failure} />}
    </Panel>
  );
}
