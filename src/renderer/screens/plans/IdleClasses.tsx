import { Panel } from '../../parts/Panel.tsx';
import { SwitchField } from '../../parts/SwitchField.tsx';
import { useEditor } from './editor-context.tsx';
import styles from './IdleClasses.module.css';
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
      <div className={styles.idle}>
        <p className={styles.lead}>
          {idle.every(({ changesData }) => changesData)
            ? 'These requests change data, so no user sends them until you switch them on.'
            : 'No user sends these requests.'}
          {idle.length === groups.length ? ' Until then, the plan has nothing to run.' : ''}
        </p>
        {idle.map(({ group }) => {
          const requests = requestsOf(group);
          const more = requests.length - MAX_NAMED;
          return (
            <div key={group.name} className={styles.row} data-idle={group.name}>
              <SwitchField
                label={<strong>{`Send ${group.name}`}</strong>}
                checked={false}
                onChange={() => edit(headcountEdits(data, group, 'share'))}
              />
              <span className={styles.requests}>
                {requests.slice(0, MAX_NAMED).join(', ')}
                {more > 0 ? ` and ${more} more` : ''}
              </span>
            </div>
          );
        })}
      </div>
    </Panel>
  );
}
