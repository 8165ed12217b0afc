/** Which part of a request picks its endpoint under consistent hashing (spec pilot-galley 2.5). */

import {
  RouteActionHashPolicy,
  RouteActionHashPolicyConnectionProperties,
  RouteActionHashPolicyCookie,
  RouteActionHashPolicyCookieAttribute,
  RouteActionHashPolicyHeader,
  RouteActionHashPolicyQueryParameter,
} from '@flotilla/proto'
import { durationFrom } from '../duration.ts'
import type { LoadBalancerPolicy } from '../spec-types.ts'

/** Empty where the policy does not hash, or names no key. */
export function hashPolicies(policy: LoadBalancerPolicy | null): RouteActionHashPolicy[] {
  const hash = policy?.consistentHash
  if (hash === undefined) return []
  if (hash.httpHeaderName !== undefined)
    return [
      RouteActionHashPolicy.create({
        header: RouteActionHashPolicyHeader.create({ headerName: hash.httpHeaderName }),
      }),
    ]
  if (hash.httpCookie !== undefined) {
    const { name, path, ttl, attributes } = hash.httpCookie
    const cookie = RouteActionHashPolicyCookie.create({
      name: name ?? '',
      path: path ?? '',
      ttl: durationFrom(ttl),
      attributes: (attributes ?? []).map((one) =>
        RouteActionHashPolicyCookieAttribute.create({
          name: one.name ?? '',
          value: one.value ?? '',
        }),
      ),
    })
    return [RouteActionHashPolicy.create({ cookie })]
  }
  if (hash.useSourceIp === true)
    return [
      RouteActionHashPolicy.create({
        connectionProperties: RouteActionHashPolicyConnectionProperties.create({ sourceIp: true }),
      }),
    ]
  if (hash.httpQueryParameterName !== undefined)
    return [
      RouteActionHashPolicy.create({
        queryParameter: RouteActionHashPolicyQueryParameter.create({
          name: hash.httpQueryParameterName,
        }),
      }),
    ]
  return []
}
