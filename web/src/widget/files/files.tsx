/** @jsxImportSource preact */
// The files of messages in the widget: shown, saved, and sent. Fetched once a conversation is there.

import { Component, createRef } from 'preact';

import type { FileInfo } from '../../core/protocol/generated';
import type { LiveSession } from '../../core/session/live';
import { Icon } from '../panel/Icon';
import type { Assist, Attached } from '../writing/Composer';
import { adopt } from '../panel/styles';
import filesCss from './files.css?inline';
import { wordsIn } from './words';

interface FilesProps {
  session: LiveSession;
  files: readonly FileInfo[];
  locale: string;
}

export function Files({ session, files, locale }: FilesProps) {
  return (
    <div class="files">
      {files.map((file) => (
        <File key={`${file.id} ${file.state}`} session={session} file={file} locale={locale} />
      ))}
    </div>
  );
}

interface FileProps {
  session: LiveSession;
  file: FileInfo;
  locale: string;
}

/** Larger ones without a thumbnail are not fetched only to be looked at in passing. */
const MOST_PICTURE_BYTES = 15e6;

class File extends Component<FileProps, { url: string; failed: boolean; plays: boolean }> {
  override state = { url: '', failed: false, plays: false };
  readonly #element = createRef<HTMLDivElement>();
  #gone = false;

  override componentDidMount(): void {
    adopt(this.#element.current?.getRootNode() as ShadowRoot, filesCss);
    if (this.#pictured()) void this.#show();
  }

  override componentWillUnmount(): void {
    this.#gone = true;
    URL.revokeObjectURL(this.state.url);
  }

  #pictured(): boolean {
    const { mimeType, size, hasThumbnail, state } = this.props.file;
    return state === undefined && (hasThumbnail || (/^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(mimeType) && size < MOST_PICTURE_BYTES));
  }

  async #show(): Promise<void> {
    try {
      this.setState({ url: await this.#fetch(this.props.file.hasThumbnail ? '/thumbnail' : '') });
    } catch {
      this.#failed();
    }
  }

  #failed = (): void => this.setState({ failed: true });

  /** The bytes need the login, which no element sends. */
  async #fetch(part = ''): Promise<string> {
    const { rest } = this.props.session;
    const { url, headers } = await rest.prepared(`/api/chat/files/${this.props.file.id}${part}`);
    const response = await rest.fetch(url, { headers });
    if (!response.ok) throw new Error();
    const bytes = await response.blob();
    return this.#gone ? '' : URL.createObjectURL(bytes);
  }

  /** What is shown in line is small: the picture itself is in a tab of its own. */
  #open = async (event: Event): Promise<void> => {
    event.preventDefault();
    // Browsers open one only in the very click.
    const tab = open();
    try {
      const url = await this.#fetch();
      if (tab !== null) tab.location = url;
    } catch {
      tab?.close();
      this.#failed();
    }
  };

  #save = async (): Promise<void> => {
    try {
      const url = await this.#fetch();
      Object.assign(document.createElement('a'), { href: url, download: this.props.file.name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch {
      this.#failed();
    }
  };

  /** Sound is heard where it is; a video is too large for the panel. */
  #play = async (): Promise<void> => {
    try {
      this.setState({ url: await this.#fetch(), plays: true });
    } catch {
      this.#failed();
    }
  };

  override render() {
    const { file, locale } = this.props;
    const { url, failed, plays } = this.state;
    const { width = 4, height = 3 } = file;
    const words = wordsIn(locale);
    const pictured = this.#pictured() && !failed;
    const sound = file.mimeType.startsWith('audio') || file.waveform !== undefined;
    const about = file.description ?? '';
    const label = (text: string): string => (about ? `${text}: ${about}` : text);
    return (
      <div ref={this.#element}>
        {pictured && (
          <a class="picture" href={url || undefined} onClick={this.#open} aria-label={label(words.open(file.name))} style={{ aspectRatio: `${width} / ${height}`, maxWidth: `${(180 * width) / height}px` }}>
            {url && <img src={url} alt={about} onError={this.#failed} />}
          </a>
        )}
        {!pictured && (
          <button type="button" class="file" disabled={file.state !== undefined} title={words.download(file.name)} onClick={() => void this.#save()}>
            <b>
              <bdi>{file.name}</bdi>
            </b>{' '}
            <span>
              {file.state !== undefined ? words[file.state] : failed ? words.failed : sizeOf(file.size, locale)} {about}
            </span>
          </button>
        )}
        {sound && !plays && !failed && file.state === undefined && (
          <button type="button" class="icon" aria-label={words.play(file.name)} title={words.play(file.name)} onClick={() => void this.#play()}>
            ▶
          </button>
        )}
        {/* There are no captions of what somebody just said. */}
        {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
        {plays && <audio controls autoPlay src={url} onError={this.#failed} />}
      </div>
    );
  }
}

interface AttachProps {
  session: LiveSession;
  locale: string;
  /** The line that the files are sent from. */
  assist: Assist;
}

/** A file beside the text. */
interface Held {
  name: string;
  share: number;
  request: XMLHttpRequest;
  /** Resolves once the server has it, or with `null` if it was taken out before. */
  done: Promise<FileInfo | null>;
  /** Why it is not there. */
  problem?: string;
}

type NamedBlob = Blob & { name: string };

/** The button that attaches files, and those that wait for Send, on their way meanwhile. Pasted ones go the same way. */
export class Attach extends Component<AttachProps> implements Attached {
  held: Held[] = [];
  readonly #input = createRef<HTMLInputElement>();
  #tooMany = false;

  override componentDidMount(): void {
    const input = this.#input.current;
    if (!input) return;
    adopt(input.getRootNode() as ShadowRoot, filesCss);
    input.form?.addEventListener('paste', this.#pasted);
    this.props.assist.attached = this;
  }

  override componentWillUnmount(): void {
    delete this.props.assist.attached;
    for (const one of this.held) this.#drop(one);
  }

  #pasted = ({ clipboardData }: ClipboardEvent): void => {
    // Text from an office program comes with a picture of itself.
    if (clipboardData !== null && !clipboardData.types.includes('text/plain')) this.#add([...clipboardData.files]);
  };

  #chosen = (): void => {
    const input = this.#input.current;
    const files = [...(input?.files ?? [])];
    if (input) input.value = '';
    this.#add(files);
  };

  #add(files: readonly NamedBlob[]): void {
    this.#tooMany = this.held.length + files.length > 10;
    this.#hold(this.#tooMany ? this.held : [...this.held, ...files.map((file) => this.#upload(file))]);
  }

  #hold(held: Held[]): void {
    this.held = held;
    this.forceUpdate(() => this.#input.current?.form?.dispatchEvent(new Event('change')));
  }

  #drop(gone: Held): void {
    this.#hold(this.held.filter((one) => one !== gone));
    gone.request.abort();
  }

  #upload(file: NamedBlob): Held {
    const request = new XMLHttpRequest();
    const held: Held = { name: file.name, share: 0, request, done: this.#send(file, request) };
    request.upload.onprogress = ({ loaded, total }) => {
      held.share = loaded / total;
      this.forceUpdate();
    };
    held.done.catch(({ message }: Error) => {
      held.share = 1;
      held.problem = `${wordsIn(this.props.locale).notSent} ${message}`;
      this.forceUpdate();
    });
    return held;
  }

  async #send(file: NamedBlob, request: XMLHttpRequest): Promise<FileInfo | null> {
    const { url, headers } = await this.props.session.rest.prepared('/api/chat/files', { name: file.name });
    const gone = (): boolean => this.held.every((one) => one.request !== request);
    return gone() ? null : new Promise<FileInfo | null>((resolve, reject) => {
      request.onloadend = () => {
        const answer = request.response as (FileInfo & { detail?: string }) | null;
        if (request.status === 201 || gone()) resolve(answer);
        else reject(new Error(answer?.detail ?? ''));
      };
      request.open('POST', url);
      request.responseType = 'json';
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.send(file);
    });
  }

  /** Rejects also if all were taken out meanwhile, as by whoever leaves. */
  async take(): Promise<FileInfo[] | undefined> {
    const taken = this.held;
    if (!taken.length) return undefined;
    const infos = await Promise.all(taken.map(({ done }) => done));
    const files = infos.filter((_, index) => this.held.includes(taken[index] as Held)) as FileInfo[];
    if (!files.length) throw new Error();
    this.#hold(this.held.filter((one) => !taken.includes(one)));
    return files;
  }

  override render() {
    const words = wordsIn(this.props.locale);
    return (
      <>
        <button type="button" class="icon" aria-label={words.attach} title={words.attach} onClick={() => this.#input.current?.click()}>
          <Icon path="M16.5 6v11.5a4 4 0 0 1-8 0V5a2.5 2.5 0 0 1 5 0v10.5a1 1 0 0 1-2 0V6H10v9.5a2.5 2.5 0 0 0 5 0V5a4 4 0 0 0-8 0v12.5a5.5 5.5 0 0 0 11 0V6z" />
        </button>
        <input ref={this.#input} type="file" multiple hidden onChange={this.#chosen} />
        {this.held.map((one, index) => {
          const { name, share, problem } = one;
          return (
            <p key={index} class="sending" role="status">
              {share < 1 && <progress value={share} aria-label={name} />} <bdi>{name}</bdi> {problem}{' '}
              <button type="button" class="link" aria-label={words.remove(name)} title={words.remove(name)} onClick={() => this.#drop(one)}>
                ×
              </button>
            </p>
          );
        })}
        {this.#tooMany && <p role="alert">{words.tooMany}</p>}
      </>
    );
  }
}

function sizeOf(bytes: number, locale: string): string {
  const [unit, by] = bytes < 1e6 ? ['kilobyte', 1e3] : ['megabyte', 1e6];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(Math.max(0.1, bytes / Number(by)));
}
