/** @jsxImportSource preact */
// The files of messages in the widget: shown, saved, and sent. Fetched once a conversation is there.

import { Component, createRef } from 'preact';

import type { FileInfo } from '../../core/protocol/generated';
import type { LiveSession } from '../../core/session/live';
import { Icon } from '../panel/Icon';
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
  /** Sends the files as a message. */
  onSend(files: FileInfo[]): void;
}

interface Sending {
  name: string;
  share: number;
  request: XMLHttpRequest;
}

/** The button that sends files, and those on their way. Pasted ones go the same way. */
export class Attach extends Component<AttachProps, { sending: Sending[]; problem: string }> {
  override state = { sending: [] as Sending[], problem: '' };
  readonly #input = createRef<HTMLInputElement>();
  #form: HTMLFormElement | null = null;

  override componentDidMount(): void {
    const input = this.#input.current;
    if (input === null) return;
    adopt(input.getRootNode() as ShadowRoot, filesCss);
    this.#form = input.form;
    this.#form?.addEventListener('paste', this.#pasted);
  }

  override componentWillUnmount(): void {
    this.#form?.removeEventListener('paste', this.#pasted);
    for (const { request } of this.state.sending) request.abort();
  }

  #pasted = ({ clipboardData }: ClipboardEvent): void => {
    // Text from an office program comes with a picture of itself.
    if (clipboardData !== null && !clipboardData.types.includes('text/plain')) void this.#send([...clipboardData.files]);
  };

  #chosen = (): void => {
    const input = this.#input.current;
    const files = [...(input?.files ?? [])];
    if (input !== null) input.value = '';
    void this.#send(files);
  };

  async #send(files: readonly Blob[]): Promise<void> {
    const words = wordsIn(this.props.locale);
    if (files.length === 0) return;
    if (files.length > 10) return this.setState({ problem: words.tooMany });
    this.setState({ problem: '' });
    try {
      this.props.onSend(await Promise.all(files.map((file) => this.#upload(file as Blob & { name: string }))));
    } catch (thrown) {
      if (thrown !== null) this.setState({ problem: `${words.notSent} ${thrown instanceof Error ? thrown.message : ''}` });
    }
    return undefined;
  }

  /** Rejects with `null` when the user has ended it. */
  async #upload(file: Blob & { name: string }): Promise<FileInfo> {
    const { url, headers } = await this.props.session.rest.prepared('/api/chat/files', { name: file.name });
    const request = new XMLHttpRequest();
    const show = (share: number | null): void => {
      const others = this.state.sending.filter((one) => one.request !== request);
      this.setState({ sending: share === null ? others : [...others, { name: file.name, share, request }] });
    };
    show(0);
    return new Promise<FileInfo>((resolve, reject) => {
      request.upload.onprogress = ({ loaded, total }) => show(loaded / total);
      request.onabort = () => reject(null);
      request.onerror = () => reject(new Error());
      request.onload = () => {
        if (request.status === 201) resolve(JSON.parse(request.responseText) as FileInfo);
        else reject(new Error(detailOf(request.responseText)));
      };
      request.open('POST', url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.send(file);
    }).finally(() => show(null));
  }

  override render() {
    const words = wordsIn(this.props.locale);
    const { sending, problem } = this.state;
    return (
      <>
        <button type="button" class="icon" aria-label={words.attach} title={words.attach} onClick={() => this.#input.current?.click()}>
          <Icon path="M16.5 6v11.5a4 4 0 0 1-8 0V5a2.5 2.5 0 0 1 5 0v10.5a1 1 0 0 1-2 0V6H10v9.5a2.5 2.5 0 0 0 5 0V5a4 4 0 0 0-8 0v12.5a5.5 5.5 0 0 0 11 0V6z" />
        </button>
        <input ref={this.#input} type="file" multiple hidden onChange={this.#chosen} />
        {sending.map(({ name, share, request }) => (
          <p key={name} class="sending" role="status">
            <progress value={share} aria-label={name} /> <bdi>{name}</bdi>{' '}
            <button type="button" class="link" onClick={() => request.abort()}>
              {words.cancel}
            </button>
          </p>
        ))}
        {problem !== '' && <p role="alert">{problem}</p>}
      </>
    );
  }
}

function detailOf(body: string): string {
  try {
    return (JSON.parse(body) as { detail?: string }).detail ?? '';
  } catch {
    return '';
  }
}

function sizeOf(bytes: number, locale: string): string {
  const [unit, by] = bytes < 1e6 ? ['kilobyte', 1e3] : ['megabyte', 1e6];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(Math.max(0.1, bytes / Number(by)));
}
