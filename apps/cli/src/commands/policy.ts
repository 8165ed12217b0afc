/** `flotilla policy test FILE`: cases of a request in and a decision out, without a mesh. */
import process from 'node:process'
import type { Command } from 'commander'
import { type Format, print } from '../output.ts'
import type { CaseResult } from '../policy/run-tests.ts'
import { outputOption } from './options.ts'

export function addPolicy(program: Command): void {
  program
    .command('policy')
    .summary("test Mixer's rules")
    .command('test')
    .description(
      "Runs the cases of test files through Mixer's own dispatch, offline: attributes or a request in; decision, headers, emitted instances and quotas out. Stops at the first difference with exit code 1 and names the rule that decided. The mesh's base configuration is added unless the file says base: false.",
    )
    .argument('<file...>', 'test files')
    .addOption(outputOption())
    .addHelpText(
      'after',
      `
Example of a file:
  config: [deny-v3.yaml]
  cases:
    - name: version 3 of reviews may not call ratings
      request: {source: reviews-v3.default, destination: ratings-v1.default, path: /ratings/0}
      attributes: {source.labels: {version: v3}, destination.labels: {app: ratings}}
      expect: {decision: deny, status: PERMISSION_DENIED, rule: default/denyreviewsv3}

Example:
  npx flotilla policy test samples/policy-tests/deny-v3.test.yaml`,
    )
    .action(async (files: string[], { output }: { output: Format }) => {
      const [{ readTestFile }, { runPolicyTests }] = await Promise.all([
        import('../policy/test-file.ts'),
        import('../policy/run-tests.ts'),
      ])
      const results: { file: string; cases: CaseResult[] }[] = []
      for (const path of files) {
        const cases = await runPolicyTests(readTestFile(path))
        results.push({ file: path, cases })
        if (cases.some((one) => !one.passed)) break
      }
      const passed = results.every(({ cases }) => cases.every((one) => one.passed))
      print(output, { passed, files: results }, () => results.map(tableOfFile).join(''))
      if (!passed) process.exitCode = 1
    })
}

function tableOfFile({ file, cases }: { file: string; cases: readonly CaseResult[] }): string {
  return cases.map((one) => (one.passed ? `ok    ${one.name}\n` : failure(file, one))).join('')
}

function failure(file: string, { name, difference, decision, explanation }: CaseResult): string {
  const lines = [
    `FAIL  ${name} (${file})`,
    `      ${difference?.path}: expected ${JSON.stringify(difference?.expected)}, got ${JSON.stringify(difference?.actual)}`,
    decision?.rule === null || decision === null
      ? '      no rule refused'
      : `      decided by ${decision.rule}: ${decision.status} ${decision.message}`,
  ]
  for (const rule of explanation?.rules ?? [])
    for (const { expression, result, read } of rule.because) {
      const values = Object.entries(read).map(([key, value]) => `${key}=${value ?? '(missing)'}`)
      lines.push(
        `      ${rule.namespace}/${rule.name} did not match: ${expression} is ${result}; ${values.join(', ')}`,
      )
    }
  return `${lines.join('\n')}\n`
}
