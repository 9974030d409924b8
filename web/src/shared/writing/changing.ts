// What changes a text by rule: formatting, and lists that go on. Fetched once a field has the focus.

export { ruledBy } from './continuing';
export { formatted } from './formats';
