/** Health, readiness, metrics, version and debug endpoints of a control-plane part. */
export {
  type AdminOptions,
  type AdminRoutes,
  type AdminServer,
  startAdmin,
} from './admin-server.ts'
export { VERSION } from './version.ts'
