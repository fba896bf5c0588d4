import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { runCommand } from '../support/command-line.js';
import { newGoProject, withoutGo } from './support/go-project.js';

interface Step {
  number: number;
  method: string;
  tests: string[];
}

function stepsOf(readme: string): Step[] {
  return [...readme.matchAll(/^\| (\d) \| `(\w+)` \| (.*) \|$/gm)].map(([, number, method = '', tests = '']) => ({
    number: Number(number),
    method,
    tests: [...tests.matchAll(/`([a-z-]+)`/g)].map(([, id = '']) => id),
  }));
}

/** Each method: its parameters, its results, and how it is passed on. */
const signatures: Readonly<Record<string, [parameters: string, results: string, passed: string]>> = {
  Ping: ['ctx context.Context', 'error', 'ctx'],
  List: ['ctx context.Context', '([]hypervisor.VM, error)', 'ctx'],
  Create: ['ctx context.Context, spec hypervisor.Spec', '(string, hypervisor.Work, error)', 'ctx, spec'],
  Delete: ['ctx context.Context, id string', '(hypervisor.Work, error)', 'ctx, id'],
  Get: ['ctx context.Context, id string', '(hypervisor.VM, error)', 'ctx, id'],
  Power: ['ctx context.Context, id string, to hypervisor.PowerChange', '(hypervisor.Work, error)', 'ctx, id, to'],
  Reconfigure: ['ctx context.Context, id string, to hypervisor.Change', '(hypervisor.Work, error)', 'ctx, id, to'],
};

/** The author's package after STEP steps: a method that is not written yet is the one of Unimplemented. */
function ownPackage(module: string, steps: readonly Step[]): string {
  const methods = steps.map(({ number, method }) => {
    const [parameters, results, passed] = signatures[method] ?? ['', '', ''];
    return `func (h *Hypervisor) ${method}(${parameters}) ${results} {
	if h.step < ${number} {
		return h.Unimplemented.${method}(${passed})
	}
	return h.real.${method}(${passed})
}`;
  });
  return `package own

import (
	"context"
	"log/slog"
	"os"
	"strconv"

	"${module}/internal/hypervisor"
	"${module}/internal/memory"
)

type Hypervisor struct {
	hypervisor.Unimplemented
	real *memory.Hypervisor
	step int
}

func New(*slog.Logger) (*Hypervisor, error) {
	step, err := strconv.Atoi(os.Getenv("STEP"))
	return &Hypervisor{real: memory.New(0), step: step}, err
}

${methods.join('\n\n')}
`;
}

describe.skipIf(withoutGo)(`the steps of a Go project's README${withoutGo ? ` (${withoutGo})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'go-steps-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('turn the tests green that they name', { timeout: 300_000 }, async () => {
    const module = 'code.example.net/stairs';
    const { directory, make } = await newGoProject(join(folder, 'stairs'), 'stairs', '--module', module);
    const steps = stepsOf(readFileSync(join(directory, 'README.md'), 'utf8'));
    expect(steps.map(({ method }) => method).sort()).toEqual(Object.keys(signatures).sort());
    writeFileSync(join(directory, 'internal/own/own.go'), ownPackage(module, steps));
    const { exitCode, all } = await make('build');
    expect(exitCode, all).toBe(0);

    const named = [...new Set(steps.flatMap(({ tests }) => tests))];
    const green: Set<string>[] = [new Set()];
    for (const { number } of steps) {
      const report = join(folder, `step-${number}.json`);
      const limits = ['--settle-time', '100ms', '--task-timeout', '5s', '--quiet'];
      await runCommand(['run', '.', '--focus', `^(${named.join('|')})$`, '--report', report, ...limits], {
        bin: 'vcts',
        cwd: directory,
        env: { HYPERVISOR: 'own', STEP: String(number) },
      });
      const { tests } = JSON.parse(readFileSync(report, 'utf8')) as ConformanceReport;
      green.push(new Set(tests.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)));
    }
    for (const { number, tests } of steps) {
      for (const id of tests) {
        expect([number, id, green[number - 1]?.has(id), green[number]?.has(id)]).toEqual([number, id, false, true]);
      }
    }
    expect([...(green.at(-1) ?? [])].sort()).toEqual([...named].sort());
  });
});
