#!/usr/bin/env node
// `npx reelmill …` in the clone, under any Node from 20 on: sets up what is missing, then runs the command.
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from '../../../scripts/toolchain/ensure-dependencies.mjs';
import { ensureNode } from '../../../scripts/toolchain/ensure-node.mjs';
import { setUp } from '../../../scripts/toolchain/set-up.mjs';

await ensureNode(fileURLToPath(import.meta.url));
if (!(await setUp(ensureDependencies))) process.exit(1);
await import('../src/main.ts');
