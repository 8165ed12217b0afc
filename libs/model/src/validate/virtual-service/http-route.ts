/** One HTTP rule: its action, and what may stand beside it (V5, V8, V14). */
import { indexPath } from '../../parse/path.ts'
import type { HttpRoute } from '../../spec/virtual-service.ts'
import { checkDuration, checkPercent, type Findings } from '../findings.ts'
import { checkCors } from './cors.ts'
import { checkDestination, checkWeightedDestinations } from './destination.ts'
import { checkFault } from './fault.ts'
import { checkHeaderRules } from './headers.ts'
import { checkHttpMatch } from './http-match.ts'
import { checkRedirect } from './redirect.ts'
import { checkDirectResponse, checkRewrite } from './response-and-rewrite.ts'
import { checkRetries } from './retries.ts'

export interface RouteContext {
  readonly isDelegate: boolean
  readonly isBoundToMesh: boolean
  readonly hosts: readonly string[]
}

export function checkHttpRoute(
  found: Findings,
  path: string,
  route: HttpRoute,
  context: RouteContext,
): void {
  checkAction(found, path, route, context.isDelegate)
  for (const [index, match] of (route.match ?? []).entries()) {
    // A delegate takes its gateways from the rule that names it.
    const reachesMesh = context.isDelegate ? false : context.isBoundToMesh
    checkHttpMatch(found, indexPath(`${path}.match`, index), match, reachesMesh)
  }
  checkWeightedDestinations(found, `${path}.route`, route.route ?? [])
  checkAuthorities(found, path, route)
  checkRedirect(found, `${path}.redirect`, route)
  checkDirectResponse(found, `${path}.directResponse`, route.directResponse)
  checkRewrite(found, `${path}.rewrite`, route.rewrite)
  checkDuration(found, `${path}.timeout`, route.timeout, { zero: true })
  checkRetries(found, `${path}.retries`, route.retries)
  checkFault(found, `${path}.fault`, route.fault)
  checkMirrors(found, path, route)
  checkCors(found, `${path}.corsPolicy`, route.corsPolicy)
}

function checkAction(
  found: Findings,
  path: string,
  route: HttpRoute,
  isDelegateObject: boolean,
): void {
  const actions = {
    route: (route.route?.length ?? 0) > 0,
    redirect: route.redirect !== undefined,
    directResponse: route.directResponse !== undefined,
    delegate: route.delegate !== undefined,
  }
  if (!Object.values(actions).includes(true))
    found.error(path, 'one of route, redirect, directResponse, delegate is required')
  if (actions.delegate && isDelegateObject)
    found.error(`${path}.delegate`, 'a delegate cannot delegate further')
  const fields = {
    ...actions,
    fault: route.fault !== undefined,
    rewrite: route.rewrite !== undefined,
  }
  const exclude = (
    action: keyof typeof actions,
    others: readonly (keyof typeof fields)[],
  ): void => {
    if (!actions[action]) return
    for (const other of others) {
      if (fields[other]) found.error(`${path}.${other}`, `a rule with ${action} takes no ${other}`)
    }
  }
  exclude('delegate', ['route', 'redirect', 'directResponse'])
  exclude('redirect', ['route', 'directResponse', 'fault', 'rewrite'])
  exclude('directResponse', actions.redirect ? ['route'] : ['route', 'fault', 'rewrite'])
}

/** The authority may be replaced once on the way through the rule and each of its destinations. */
function checkAuthorities(found: Findings, path: string, route: HttpRoute): void {
  const rewrites = (route.rewrite?.authority ?? '') === '' ? 0 : 1
  const ofRule = rewrites + checkHeaderRules(found, `${path}.headers`, route.headers)
  const text = 'the authority can be replaced in one place of a rule only'
  if (ofRule > 1) found.error(`${path}.headers.request`, text)
  for (const [index, destination] of (route.route ?? []).entries()) {
    const at = `${indexPath(`${path}.route`, index)}.headers`
    const ofDestination = checkHeaderRules(found, at, destination.headers)
    if (ofDestination > 0 && ofRule + ofDestination > 1) found.error(`${at}.request`, text)
  }
}

function checkMirrors(found: Findings, path: string, route: HttpRoute): void {
  if (route.mirror !== undefined) checkDestination(found, `${path}.mirror`, route.mirror)
  if (route.mirror !== undefined && (route.mirrors?.length ?? 0) > 0)
    found.error(`${path}.mirrors`, 'set only one of mirror, mirrors')
  for (const [index, mirror] of (route.mirrors ?? []).entries()) {
    const at = indexPath(`${path}.mirrors`, index)
    if (mirror.destination !== undefined)
      checkDestination(found, `${at}.destination`, mirror.destination)
    checkPercent(found, `${at}.percentage.value`, mirror.percentage?.value)
  }
  checkPercent(found, `${path}.mirrorPercentage.value`, route.mirrorPercentage?.value)
  if (route.mirrorPercent !== undefined)
    found.warn(`${path}.mirrorPercent`, 'mirrorPercent is deprecated: use mirrorPercentage.value')
}
