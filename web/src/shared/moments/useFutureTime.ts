// A time to come in words: "Today, 14:05", "Tomorrow, 09:00", then the day of the week and the date.

import { useNow } from '../hooks/useNow';
import { clockOf, format, sameDay, timeOfDay } from '../words/times';
import type { Words } from '../words/english';
import { useWords, type MomentsWords } from './words';

const DAY_MS = 24 * 3_600_000;

export function useFutureTime(): (at: number) => string {
  const words = useWords();
  const now = useNow();
  return (at) => futureTime(at, now, words);
}

export function futureTime(at: number, now: number, words: Words & MomentsWords): string {
  const time = timeOfDay(at, words);
  if (sameDay(at, now)) return `${words.times.today}, ${time}`;
  if (sameDay(at, now + DAY_MS)) return words.moments.tomorrowAt(time);
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', ...clockOf(words.locale), ...(!thisYear && { year: 'numeric' }) };
  return format(words.locale, thisYear ? 'weekday' : 'weekdayYear', options).format(at);
}
