{{/* What the operator may do in a namespace that it looks after: docs/rbac.md as a table of the reasons. */}}
{{- define "belay.operatorRules" -}}
- apiGroups: [belay.dev]
  resources: [backuppolicies, backups, restores, migrations]
  verbs: [get, list, watch]
- apiGroups: [belay.dev]
  resources: [backuppolicies/status, backups/status, restores/status, migrations/status]
  verbs: [patch]
- apiGroups: [belay.dev]
  resources: [backups]
  verbs: [create, patch, delete]
- apiGroups: [belay.dev]
  resources: [restores]
  verbs: [create]
- apiGroups: [batch]
  resources: [cronjobs]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, patch]
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, list, watch, create, patch]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, patch]
{{- if .Values.rbac.podLogs }}
- apiGroups: [""]
  resources: [pods/log]
  verbs: [get]
{{- end }}
{{- if .Values.rbac.secretMetadata }}
- apiGroups: [""]
  resources: [secrets]
  verbs: [get]
{{- end }}
- apiGroups: [""]
  resources: [events]
  verbs: [create]
{{- end -}}

{{/* What the operator may do in its own namespace, to agree with its other replicas on who leads. */}}
{{- define "belay.leaderRules" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create] # cannot be limited to a name: the object is not there yet
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [belay-operator]
  verbs: [get, update, patch]
{{- end -}}
