import { METHODS, SAFE_METHODS } from '../../../../contract/methods.ts';
import { isRecord } from '../../../../contract/plan-data.ts';
import { Note, Stack, Text } from '../../../parts/Box.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { SwitchField } from '../../../parts/SwitchField.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { type ClassView, classAt, headcountEdits } from './plan-classes.ts';

/** Requests are named up to here; the card of their class has them all. */
const MAX_NAMED = 6;

/**
 * Classes that nobody is a user of: an import leaves what changes data so, and says it here, where it is switched on.
 */
export function IdleClasses({ groups }: { groups: readonly ClassView[] }) {
  const { suite, size, readOnly, editAt } = useEditor();
  const idle = idleClasses(groups);
  if (readOnly || idle.length === 0) return null;
  return (
    <Panel title="Not sent yet" aside="classes without users" testId="idle-classes">
      <Stack gap={10}>
        <Text as="p" tone="soft">
          {idle.every(({ changesData }) => changesData)
            ? 'These requests change data, so no user sends them until you switch them on.'
            : 'No user sends these requests.'}
          {idle.length === groups.length ? ' Until then, the plan has nothing to run.' : ''}
        </Text>
        {idle.map(({ group }) => {
          const requests = requestsOf(group);
          const more = requests.length - MAX_NAMED;
          return (
            <Stack key={group.name} gap={2} data-idle={group.name}>
              <SwitchField
                label={<strong>{`Send ${group.name}`}</strong>}
                checked={false}
                onChange={() =>
                  editAt(group.path, (data, place) =>
                    headcountEdits(data, classAt({ data, suite, size }, place), 'share'),
                  )
                }
              />
              <Note as="span" mono breaks style={{ paddingLeft: 40 }}>
                {requests.slice(0, MAX_NAMED).join(', ')}
                {more > 0 ? ` and ${more} more` : ''}
              </Note>
            </Stack>
          );
        })}
      </Stack>
    </Panel>
  );
}

const CHANGING: readonly string[] = METHODS.filter((method) => !SAFE_METHODS.includes(method));

/** Classes written in the plan that send requests and have no users at the size shown. */
function idleClasses(groups: readonly ClassView[]) {
  return groups
    .filter(
      ({ fromSuite, hasTasks, own, spec, tasks }) =>
        !fromSuite && hasTasks && own === 0 && !isRecord(spec.load) && tasks.length > 0,
    )
    .map((group) => ({
      group,
      /** Whether one of its requests does more than read. */
      changesData: group.tasks.some(({ steps }) => steps.some(({ method }) => CHANGING.includes(method))),
    }));
}

/** `POST /orders`, each once. */
function requestsOf({ tasks }: ClassView): string[] {
  const lines = tasks.flatMap(({ steps }) =>
    steps.map(({ protocol, method, target }) =>
      protocol.stream === null ? `${method.toUpperCase()} ${target}` : target,
    ),
  );
  return [...new Set(lines)];
}
