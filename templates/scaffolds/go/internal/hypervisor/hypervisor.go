// Package hypervisor says what the provider needs of a hypervisor. Everything
// outside this package and the implementations speaks gRPC or Kubernetes.
package hypervisor

import "context"

// Hypervisor is what the core profile needs. Every method honours its context
// and may be called by many goroutines at once. An absent VM is ErrNotFound.
type Hypervisor interface {
	// Ping says whether the hypervisor can be reached and lets us in.
	Ping(ctx context.Context) error

	// Create makes a VM that is off and returns its id. A VM of the same name
	// is ErrExists. The VM is listed as soon as Create has returned.
	Create(ctx context.Context, spec Spec) (id string, rest Work, err error)

	// Get returns one VM.
	Get(ctx context.Context, id string) (VM, error)

	// List returns every VM, also those of others.
	List(ctx context.Context) ([]VM, error)

	// Delete removes a VM, in whatever power state it is, and its disks.
	Delete(ctx context.Context, id string) (rest Work, err error)

	// Power brings a VM into a power state. A VM that is there already is no error.
	Power(ctx context.Context, id string, change PowerChange) (rest Work, err error)

	// Reconfigure changes a VM that is off. One that is on is ErrWrongState,
	// unless the hypervisor is an OnlineReconfigurer.
	Reconfigure(ctx context.Context, id string, change Change) (rest Work, err error)
}

// Work is what remains after a call has its answer: the caller polls it as a
// task. Nil means that nothing remains. It ends early when its context does.
type Work func(ctx context.Context) error

// OnlineReconfigurer is a Hypervisor that can change a VM while it is on: sizes
// and disks. It brings the capability flags of the advanced profile.
type OnlineReconfigurer interface {
	ReconfigureOnline(ctx context.Context, id string, change Change) (rest Work, err error)
}

// Snapshotter is a Hypervisor with snapshots; it brings the snapshot profile.
type Snapshotter interface {
	CreateSnapshot(ctx context.Context, vmID string, spec SnapshotSpec) (id string, rest Work, err error)

	// RevertSnapshot brings a VM back to what it was. It can be done again.
	RevertSnapshot(ctx context.Context, vmID, snapshotID string) (rest Work, err error)

	// DeleteSnapshot removes a snapshot and leaves the VM as it is.
	DeleteSnapshot(ctx context.Context, vmID, snapshotID string) (rest Work, err error)
}

// Cloner is a Hypervisor that copies VMs; it brings the clone profile. The copy
// is off, stands on its own, and the source stays as it was.
type Cloner interface {
	Clone(ctx context.Context, sourceID string, spec CloneSpec) (id string, rest Work, err error)
}

// ImagePreparer is a Hypervisor that fetches images; it brings the
// image-prepare profile. The same source under the same name is the same image.
type ImagePreparer interface {
	PrepareImage(ctx context.Context, spec ImageSpec) (image Image, rest Work, err error)
}
