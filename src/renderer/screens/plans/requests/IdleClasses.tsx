import { Note, Stack, Text } from '../../../parts/Box.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { SwitchField } from '../../../parts/SwitchField.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { idleClasses, requestsOf } from './idle-classes.ts';
import { type ClassView, headcountEdits } from './plan-classes.ts';

/** Requests are named up to here; the card of their class has them all. */
const MAX_NAMED = 6;

/**
 * Classes that nobody is a user of: an import leaves what changes data so, and says it here, where it is switched on.
 */
export function IdleClasses({ groups }: { groups: readonly ClassView[] }) {
  const { data, readOnly, edit } = useEditor();
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
                onChange={() => edit(headcountEdits(data, group, 'share'))}
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
