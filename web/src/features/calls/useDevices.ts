// The devices that there are, as they come and go.

import { useEffect, useState } from 'react';

import { listDevices, type Devices } from './media/devices';

const NONE: Devices = { microphone: [], camera: [], speaker: [] };

/** `known` changes when the browser may name more of them. */
export function useDevices(known: unknown): Devices {
  const [devices, setDevices] = useState(NONE);
  useEffect(() => {
    let current = true;
    const list = async (): Promise<void> => {
      const found = await listDevices();
      if (current) setDevices(found);
    };
    void list();
    navigator.mediaDevices?.addEventListener?.('devicechange', list);
    return () => {
      current = false;
      navigator.mediaDevices?.removeEventListener?.('devicechange', list);
    };
  }, [known]);
  return devices;
}
