// Where a conversation stands in the sidebar, and the sections that its user has made there.

import { useId, useState, type FormEvent } from 'react';

import { newClientId } from '../../core/outbox/clientId';
import { useChat } from '../../shared/hooks/client';
import { moveSection, place, sectionWith } from '../../shared/hooks/arranging';
import { changeOwnSections, ownSections, useSidebarChoices } from '../../shared/hooks/sidebar';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { Choices } from '../../shared/ui/Choices';
import frame from '../../shared/ui/DialogFrame.module.css';
import { SettingsFrame } from '../../shared/ui/SettingsFrame';
import { useUndo } from '../../shared/ui/useUndo';
import { useWords } from './arrange-words';

/** Longer names are cut off in the sidebar anyway. */
const MOST_CHARACTERS = 60;
/** Stand for no section and for a new one among the ids of sections. */
const NONE = '';
const ANOTHER = '+';

export function MoveToSectionDialog({ channelId }: { channelId: number }) {
  const { arrange } = useWords();
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me?.username ?? '');
  const sections = ownSections(useSidebarChoices(), me);
  const [chosen, setChosen] = useState(() => sectionWith(sections, channelId)?.id ?? (sections.length === 0 ? ANOTHER : NONE));
  const [problem, setProblem] = useState('');
  const [typed, setTyped] = useState('');
  const formId = useId();

  function move(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get('title') ?? '').trim();
    if (chosen === ANOTHER && title === '') {
      setProblem(arrange.nameMissing);
      return;
    }
    const id = chosen === ANOTHER ? newClientId(Date.now()) : chosen;
    changeOwnSections(me, (own) => {
      const all = chosen === ANOTHER ? [...own, { id, title, channels: [] }] : own;
      return place(all, channelId, id === NONE ? null : id);
    });
    dispatch({ type: 'dialog_closed' });
  }

  return (
    <SettingsFrame
      title={arrange.moveTitle}
      unsaved={chosen === ANOTHER && typed !== ''}
      actions={
        <Button type="submit" form={formId} variant="contained">
          {arrange.move}
        </Button>
      }
    >
      <form id={formId} onSubmit={move}>
        <Choices
          title={arrange.section}
          value={chosen}
          onChange={setChosen}
          options={[[NONE, arrange.none, arrange.noneHint], ...sections.map(({ id, title }) => [id, title] as const), [ANOTHER, arrange.another, arrange.anotherHint]]}
        />
        {chosen === ANOTHER && (
          <TitleField
            problem={problem}
            onChange={(title) => {
              setTyped(title.trim());
              setProblem('');
            }}
          />
        )}
      </form>
    </SettingsFrame>
  );
}

export function EditSectionDialog({ sectionId }: { sectionId: string }) {
  const words = useWords();
  const { arrange } = words;
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me?.username ?? '');
  const sections = ownSections(useSidebarChoices(), me);
  const index = sections.findIndex(({ id }) => id === sectionId);
  const section = sections[index];
  const [problem, setProblem] = useState('');
  const offerUndo = useUndo();
  const [typed, setTyped] = useState<string | null>(null);
  const formId = useId();
  const close = (): void => dispatch({ type: 'dialog_closed' });

  function save(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get('title') ?? '').trim();
    if (title === '') {
      setProblem(arrange.nameMissing);
      return;
    }
    changeOwnSections(me, (own) => own.map((one) => (one.id === sectionId ? { ...one, title } : one)));
    close();
  }

  const remove = (): void => {
    changeOwnSections(me, (own) => own.filter(({ id }) => id !== sectionId));
    close();
    if (section === undefined) return;
    offerUndo(arrange.deleted(section.title), () =>
      changeOwnSections(me, (own) => {
        // What has been moved to another section since then stays there.
        const channels = section.channels.filter((id) => sectionWith(own, id) === undefined);
        return own.toSpliced(index, 0, { ...section, channels });
      }),
    );
  };
  const shift = (by: -1 | 1) => (): void => changeOwnSections(me, (own) => moveSection(own, sectionId, by));

  return (
    <SettingsFrame
      title={arrange.editTitle}
      unsaved={section !== undefined && (typed ?? section.title) !== section.title}
      actions={
        <Button type="submit" form={formId} variant="contained">
          {words.save}
        </Button>
      }
    >
      <form id={formId} onSubmit={save}>
        <TitleField
          initial={section?.title ?? ''}
          problem={problem}
          onChange={(title) => {
            setTyped(title);
            setProblem('');
          }}
        />
        <div className={frame.beside}>
          <Button variant="outlined" disabled={index <= 0} onClick={shift(-1)}>
            {arrange.up}
          </Button>
          <Button variant="outlined" disabled={index === sections.length - 1} onClick={shift(1)}>
            {arrange.down}
          </Button>
        </div>
        <div className={frame.dangerZone}>
          <div>
            <p>{arrange.deleteHint}</p>
            <Button variant="outlined" color="error" onClick={remove}>
              {arrange.delete}
            </Button>
          </div>
        </div>
      </form>
    </SettingsFrame>
  );
}

function TitleField({ initial, problem, onChange }: { initial?: string; problem: string; onChange(title: string): void }) {
  const { arrange } = useWords();
  const id = useId();
  return (
    <>
      <label className={frame.label} htmlFor={id}>
        {arrange.name}
      </label>
      {/* It appears when it is to be typed into. */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <input id={id} name="title" className={frame.field} defaultValue={initial} maxLength={MOST_CHARACTERS} autoComplete="off" autoFocus aria-invalid={problem !== ''} aria-describedby={`${id}-problem`} onChange={(event) => onChange(event.target.value)} />
      <p id={`${id}-problem`} className={frame.problem} role="alert">
        {problem}
      </p>
    </>
  );
}
