import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { Note } from '../parts/Box.tsx';
import { isTyping } from '../parts/is-typing.ts';
import { MiddleText } from '../parts/MiddleText.tsx';
import popup from '../parts/Popup.module.css';
import { isShortcut, isWithModifier } from '../words/shortcuts.ts';
import styles from './CommandPalette.module.css';
import { paletteStore, setPalette } from './palette-door.ts';
import { PLACES } from './places.ts';
import { type Command, type CommandGroup, useCommands } from './use-commands.ts';

/** Everything the workbench can do, by name. Ctrl/Cmd-K from anywhere. */
export function CommandPalette() {
  const open = useStore(paletteStore);
  useHotkeys();
  return (
    <Dialog.Root open={open} onOpenChange={setPalette}>
      <Dialog.Portal>
        <Dialog.Backdrop className={popup.backdrop} />
        <Dialog.Viewport className={popup.viewport}>
          <Dialog.Popup className={popup.dialog} aria-label="Search and commands" data-testid="palette">
            <CommandList />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function CommandList() {
  const groups = useCommands();
  const run = (command: Command) => {
    setPalette(false);
    command.run();
  };
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      autoHighlight="always"
      keepHighlight
      itemToStringValue={(command: Command) => `${command.text} ${command.detail}`}
    >
      <Autocomplete.Input
        className={styles.input}
        aria-label="Search and commands"
        placeholder="Go to, start, open…"
      />
      <Dialog.Close className="visually-hidden">Close</Dialog.Close>
      <Autocomplete.Empty>
        <Note size="body" style={{ padding: 18 }}>
          No matches.
        </Note>
      </Autocomplete.Empty>
      <Autocomplete.List className={styles.scroll}>
        {(group: CommandGroup) => (
          <Autocomplete.Group key={group.value} items={group.items}>
            <Note as={Autocomplete.GroupLabel} style={{ padding: '10px 10px 4px' }}>
              {group.value}
            </Note>
            <Autocomplete.Collection>
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.value}
                  value={command}
                  className={popup.item}
                  aria-label={`${command.text} ${command.detail}`.trim()}
                  onClick={() => run(command)}
                >
                  <MiddleText text={command.text} />
                  <Note as="span" clip rigid style={{ maxWidth: '50%', marginLeft: 'auto' }}>
                    {command.detail}
                  </Note>
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}

/** After `G`, the letter of a place must come within this. */
const SEQUENCE_MS = 1_200;
const BY_KEY: ReadonlyMap<string, string> = new Map(
  Object.values(PLACES).map(({ key, path }) => [key.toLowerCase(), path]),
);

/** Ctrl/Cmd-K opens the palette; G and a letter goes to a place. */
function useHotkeys(): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    const press = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if (isShortcut(event, 'palette')) {
        event.preventDefault();
        setPalette(true);
        return;
      }
      if (isWithModifier(event) || event.altKey || isTyping(event)) return;
      const place = BY_KEY.get(key);
      if (place !== undefined && event.timeStamp - wentAt < SEQUENCE_MS) {
        // On some screens the letter means something of its own.
        event.preventDefault();
        navigate(place);
      }
      wentAt = key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [navigate]);
}
