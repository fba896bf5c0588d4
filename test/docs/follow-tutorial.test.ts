import { test } from 'vitest';
import { followPage } from './run-page.js';

test('docs/tutorial.md can be followed', { timeout: 240_000 }, () => followPage('docs/tutorial.md'));
