// How many people a message notifies that must be confirmed, and how many of them are off duty, in German.

import type { Reached } from './reached';

export const reachedInGerman: Reached = (people, offDuty, place) => {
  const who = `${people} ${people === 1 ? 'Person' : 'Personen'}${place === undefined ? '' : ` in ${place}`}`;
  if (offDuty === 0) return who;
  return people === 1 ? `${who}, die nicht im Dienst ist` : `${who}, davon ${offDuty} nicht im Dienst`;
};
