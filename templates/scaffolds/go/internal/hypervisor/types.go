package hypervisor

import "time"

// PowerState is spelled as the contract spells it.
type PowerState string

// The power states that the contract knows.
const (
	On          PowerState = "On"
	Off         PowerState = "Off"
	OffGraceful PowerState = "OffGraceful"
)

// VM is a virtual machine as the hypervisor sees it now.
type VM struct {
	ID    string
	Name  string
	Power PowerState
	// CPUs and MemoryMiB are 0 where they are not known.
	CPUs      int32
	MemoryMiB int64
	// Disks begin with the one that the VM boots from.
	Disks    []Disk
	Networks []Network
	// Snapshots are ids, the oldest first.
	Snapshots []string
}

// Disk is a disk of a VM.
type Disk struct {
	ID      string
	Name    string
	Path    string
	SizeGiB int32
	Format  string
}

// Network is a network card of a VM.
type Network struct {
	Name string
	MAC  string
	// IP is empty where the VM has no address now.
	IP string
}

// Spec is a VM that is asked for.
type Spec struct {
	Name     string
	Class    Class
	Image    ImageRef
	Disks    []DiskSpec
	Networks []NetworkSpec
	// UserData goes to the guest's first boot (cloud-init), and MetaData with it.
	UserData []byte
	MetaData []byte
	Tags     []string
}

// Class is how large a VM is; 0 means that nothing is asked for.
type Class struct {
	CPUs      int32
	MemoryMiB int64
}

// ImageRef names what a VM boots from.
type ImageRef struct {
	TemplateName string
	Path         string
}

// DiskSpec is a disk that is asked for; one that exists under this name is expanded.
type DiskSpec struct {
	Name    string
	SizeGiB int32
}

// NetworkSpec is a network card that is asked for.
type NetworkSpec struct {
	Name string
	MAC  string
}

// Change is what a Reconfigure asks for; what is not named stays.
type Change struct {
	Class Class
	Disks []DiskSpec
}

// PowerAction is what is done to reach a power state.
type PowerAction int

// The actions of the contract.
const (
	PowerOn PowerAction = iota + 1
	PowerOff
	Reboot
	ShutdownGraceful
)

// PowerChange is a power operation.
type PowerChange struct {
	Action PowerAction
	// Timeout is how long a guest may take for a graceful shutdown; 0 is up to the hypervisor.
	Timeout time.Duration
}

// SnapshotSpec is a snapshot that is asked for.
type SnapshotSpec struct {
	Name        string
	Description string
}

// CloneSpec is a copy that is asked for; its class is the source's where it names none.
type CloneSpec struct {
	Name  string
	Class Class
}

// ImageSpec is an image to fetch: Source is the request's image_json.
type ImageSpec struct {
	Name        string
	Source      map[string]any
	StorageHint string
}

// Image is a prepared image, for ImageRef of later VMs.
type Image struct {
	ID   string
	Path string
}
