// Questions to the state that views ask. Each stands with its slice. One that builds a list is memoised on
// what it reads; a view's is where the view is.

export { isAppointed, isManager, mayDelete, mayEdit, postingRight, type PostingRight } from './rights';
export { anyUnread, badgeOf, partnersOf, recentChannels, titleOf, totalBadge } from './slices/channels-selectors';
export { isCutOff } from './slices/connection';
export { outgoingOf } from './slices/outgoing';
export { nameOf, OFFLINE, personCalled, presenceOf } from './slices/people-selectors';
export { typistsOf } from './slices/typing';
