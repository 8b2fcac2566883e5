import { Play, Square } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Failure, Result } from '../../../contract/failure.ts';
import { keysOf } from '../../../contract/keys.ts';
import { Row, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { PROFILE_WORDS } from '../../words/words.ts';
import { ConsoleLink } from './ConsoleLink.tsx';

const PROFILES = keysOf(PROFILE_WORDS);

/** The five services in miniature, started and put in a mood from here. */
export function SamplesPanel() {
  const { services } = useWorkbench();
  const samples = useStore(services, (state) => state.samples);
  const [failure, setFailure] = useState<Failure | null>(null);
  const attempt = async (work: Promise<Result<unknown>>) => {
    const result = await work;
    setFailure(result.ok ? null : result.failure);
  };
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
            icon={<Square size={11} fill="currentColor" aria-hidden="true" />}
            onClick={() => attempt(services.getState().stopSamples())}
          >
            Stop them
          </Button>
        ) : (
          <Button
            size="small"
            icon={<Play size={12} aria-hidden="true" />}
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
          options={PROFILES.map((value) => ({ value, text: PROFILE_WORDS[value][0], disabled: !running }))}
          onChange={(value) => attempt(services.getState().setProfile(value))}
        />
        <Text tone="muted">{running ? PROFILE_WORDS[profile][1] : 'Not running.'}</Text>
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
