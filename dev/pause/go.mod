// The one program of the image that holds a pod's network open.
module dev.belay/dev/pause

go 1.24.0
