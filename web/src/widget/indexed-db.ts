// The part of the package `idb` that the outbox uses, which this replaces in the builds of page and
// widget, where every kilobyte counts.

interface Callbacks {
  upgrade(database: IDBDatabase): void;
  blocking(current: number, blocked: number | null, event: Event): void;
  terminated(): void;
}

/** A database whose requests are promises. */
export class Database {
  constructor(private readonly database: IDBDatabase) {}

  getAllFromIndex(store: string, index: string, key: IDBValidKey): Promise<unknown[]> {
    return settled(this.#store(store, 'readonly').index(index).getAll(key));
  }

  put(store: string, value: unknown): Promise<unknown> {
    return settled(this.#store(store, 'readwrite').put(value));
  }

  /** Several writes, of which the browser keeps all or none. */
  transaction(stores: string[], mode: IDBTransactionMode): { objectStore: (name: string) => { put: (value: unknown) => Promise<unknown> }; done: Promise<void> } {
    const transaction = this.database.transaction(stores, mode);
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('refused'));
    });
    return { objectStore: (name) => ({ put: (value) => settled(transaction.objectStore(name).put(value)) }), done };
  }

  async delete(store: string, key: IDBValidKey): Promise<void> {
    await settled(this.#store(store, 'readwrite').delete(key));
  }

  #store(name: string, mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(name, mode).objectStore(name);
  }
}

export async function openDB(name: string, version: number, callbacks: Callbacks): Promise<Database> {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => callbacks.upgrade(request.result);
  const database = await settled(request);
  database.onversionchange = (event) => callbacks.blocking(version, event.newVersion, event);
  database.onclose = () => callbacks.terminated();
  return new Database(database);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('refused'));
  });
}
