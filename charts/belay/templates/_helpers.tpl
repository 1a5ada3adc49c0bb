{{/* What everything of this release is called: the release's name, with the chart's where that does not say it yet. */}}
{{- define "belay.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains "belay" .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-belay" (.Release.Name | trunc 34 | trimSuffix "-") -}}
{{- end -}}
{{- end -}}

{{/* Labels that pods are selected by; they never change over a release's life. Arguments: root, component. */}}
{{- define "belay.selectorLabels" -}}
app.kubernetes.io/name: belay
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* Labels of every object. Arguments: root, component. */}}
{{- define "belay.labels" -}}
{{ include "belay.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: belay
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* An image by the part's name. Arguments: root, part. */}}
{{- define "belay.image" -}}
{{- $images := .root.Values.images -}}
{{- $image := index $images .part -}}
{{- $tag := $image.tag | default $images.tag | default .root.Chart.AppVersion -}}
{{- if $images.registry -}}{{ $images.registry }}/{{ end -}}{{ $image.repository }}:{{ $tag }}
{{- end -}}

{{/* What both pods have in common. Argument: root. */}}
{{- define "belay.pod" -}}
# A Service called belay would set BELAY_PORT and its like in every container of its namespace.
enableServiceLinks: false
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
securityContext:
  {{- include "belay.podSecurityContext" . | nindent 2 }}
{{- end -}}

{{/* What Pod Security `restricted` asks of a pod. */}}
{{- define "belay.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* … and of a container. */}}
{{- define "belay.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Where a pod may run. Argument: the part's values. */}}
{{- define "belay.scheduling" -}}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
