// How many people a message notifies that must be confirmed, and how many of them are off duty, in English.

export type Reached = (people: number, offDuty: number, place?: string) => string;

export const reachedInEnglish: Reached = (people, offDuty, place) => {
  const who = `${people} ${people === 1 ? 'person' : 'people'}${place === undefined ? '' : ` in ${place}`}`;
  if (offDuty === 0) return who;
  return people === 1 ? `${who}, who is off duty` : `${who}, ${offDuty} of them off duty`;
};
