{{/* The service's configuration: what the values say, and service.config over it. Secrets are named by their files. */}}
{{- define "belay.serviceConfig" -}}
{{- $service := .Values.service -}}
{{- $config := dict "micronaut" (dict "server" (dict "port" 8080)) "state" (dict "dir" "/var/lib/belay/state") "topics" $service.topics -}}
{{- if $service.adminToken.existingSecret -}}
{{- $_ := set $config "admin" (dict "tokenFile" "/etc/belay/admin/token") -}}
{{- end -}}
{{- $providers := list -}}
{{- range $service.providers -}}
{{- $provider := omit . "credentials" -}}
{{- with .credentials -}}
{{- $_ := set $provider "credentialFile" (printf "/etc/belay/secrets/%s/%s" .secretName (.key | default "token")) -}}
{{- end -}}
{{- $providers = append $providers $provider -}}
{{- end -}}
{{- $_ := set $config "providers" $providers -}}
{{- with $service.database -}}
{{- if .url -}}
{{- $file := printf "/etc/belay/secrets/%s/%s" .credentials.secretName .credentials.key -}}
{{- $_ := set $config "datasource" (dict "url" .url "username" .username "passwordFile" $file) -}}
{{- end -}}
{{- end -}}
{{- if $service.preflight.policy -}}
{{- $_ := set $config "preflight" (dict "policy" "/etc/belay/config/policy.yaml" "secrets" "/etc/belay/secrets") -}}
{{- end -}}
{{- toYaml (mergeOverwrite $config (deepCopy $service.config)) -}}
{{- end -}}

{{/*
The policy of the preflight backup, with the claim where a volume of it is mounted: the same rewriting that the operator
does for its Jobs.
*/}}
{{- define "belay.preflightPolicy" -}}
{{- $spec := deepCopy .Values.service.preflight.policy -}}
{{- with $spec.repository.volume -}}
{{- $_ := set . "path" (printf "/var/lib/belay/repository/%s" (.path | default "" | trimPrefix "/") | trimSuffix "/") -}}
{{- $_ := unset . "claimName" -}}
{{- end -}}
apiVersion: belay.dev/v1alpha1
kind: BackupPolicy
metadata:
  name: {{ include "belay.fullname" . }}-service
  namespace: {{ .Release.Namespace }}
spec:
  {{- toYaml $spec | nindent 2 }}
{{- end -}}

{{/*
The Secrets that the service reads, a line each. The age identity is not among them: a backup needs none. A keyset is: the
same key locks and opens. S3 may do without one, by the rights of the pod.
*/}}
{{- define "belay.serviceSecrets" -}}
{{- $names := list -}}
{{- range .Values.service.providers -}}
{{- with .credentials }}{{ $names = append $names .secretName }}{{ end -}}
{{- end -}}
{{- with .Values.service.database -}}
{{- if .url }}{{ $names = append $names .credentials.secretName }}{{ end -}}
{{- end -}}
{{- with .Values.service.preflight.policy -}}
{{- $names = append $names .database.credentials.secretName -}}
{{- with .repository.s3 }}{{ with .credentials }}{{ $names = append $names .secretName }}{{ end }}{{ end -}}
{{- with .encryption.aes256 }}{{ with .keyset }}{{ $names = append $names .secretName }}{{ end }}{{ end -}}
{{- end -}}
{{- join "\n" ($names | uniq | sortAlpha) -}}
{{- end -}}
