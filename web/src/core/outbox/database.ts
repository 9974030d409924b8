// A database of the browser, whose requests are promises. Knows nothing of what is stored in it.

export class Database {
  #opened: Promise<IDBDatabase> | null = null;

  constructor(
    private readonly name: string,
    /** Makes the stores of a new database. */
    private readonly create: (database: IDBDatabase) => void,
  ) {}

  /** Makes a request to a store, and waits until what it wrote is kept. Rejects if the browser refuses it. */
  async ask<Result>(store: string, mode: IDBTransactionMode, request: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
    const transaction = (await this.open()).transaction(store, mode);
    const made = request(transaction.objectStore(store));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(made.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('refused'));
    });
  }

  /** The browser's own database, opened again where it was closed meanwhile. */
  open(): Promise<IDBDatabase> {
    this.#opened ??= this.#connect().catch((cause: unknown) => {
      this.#opened = null;
      throw cause;
    });
    return this.#opened;
  }

  async #connect(): Promise<IDBDatabase> {
    const request = indexedDB.open(this.name, 1);
    request.onupgradeneeded = () => this.create(request.result);
    const database = await settled(request);
    database.onclose = () => {
      this.#opened = null;
    };
    // A newer page in another tab upgrades the database: close it, and open it again when needed.
    database.onversionchange = () => {
      database.close();
      this.#opened = null;
    };
    return database;
  }
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('refused'));
  });
}
