// What the search offers in one list below its field, whichever of it there is.

import type { SearchHit } from '../../core/rest/routes.generated';
import type { Target } from '../../shared/hooks/useTargets';
import type { FilterName } from './query';

/** What completes the filter that is being written. */
export type Suggestion =
  | { kind: 'filter'; key: string; name: FilterName; excluded: boolean }
  | { kind: 'value'; key: string; insert: string; label: string; detail: string }
  | { kind: 'pick_date'; key: string; name: FilterName; excluded: boolean };

export type Option =
  | Suggestion
  | { kind: 'recent'; key: string; query: string }
  | { kind: 'target'; key: string; target: Target }
  | { kind: 'hit'; key: string; hit: SearchHit };
