// What all features add to the page: a folder with a `feature.ts` is a feature.

import { gather, type Feature } from '../shared/registry/registry';

const features = import.meta.glob<Feature>('../features/*/feature.ts', { eager: true, import: 'feature' });

export const registry = gather(Object.values(features));
