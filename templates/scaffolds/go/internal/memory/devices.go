package memory

import (
	"crypto/rand"
	"fmt"

	"scaffold.invalid/module/internal/hypervisor"
)

func newDisk(vmID string, spec hypervisor.DiskSpec) hypervisor.Disk {
	return hypervisor.Disk{
		ID:      vmID + "/" + spec.Name,
		Name:    spec.Name,
		Path:    fmt.Sprintf("/memory/%s/%s.raw", vmID, spec.Name),
		SizeGiB: max(1, spec.SizeGiB),
		Format:  "raw",
	}
}

// applyDisks expands the disks of a known name and adds the others, all or none.
func applyDisks(vm *hypervisor.VM, specs []hypervisor.DiskSpec) error {
	disks := append([]hypervisor.Disk(nil), vm.Disks...)
	for _, spec := range specs {
		if spec.Name == "" {
			spec.Name = fmt.Sprintf("disk-%d", len(disks))
		}
		known := false
		for at := range disks {
			if disks[at].Name != spec.Name {
				continue
			}
			known = true
			if spec.SizeGiB > 0 && spec.SizeGiB < disks[at].SizeGiB {
				return fmt.Errorf("disk %q cannot shrink from %d to %d GiB: %w",
					spec.Name, disks[at].SizeGiB, spec.SizeGiB, hypervisor.ErrInvalid)
			}
			disks[at].SizeGiB = max(disks[at].SizeGiB, spec.SizeGiB)
		}
		if !known {
			disks = append(disks, newDisk(vm.ID, spec))
		}
	}
	vm.Disks = disks
	return nil
}

// newNetworks gives a VM its cards, one where none is asked for.
func newNetworks(specs []hypervisor.NetworkSpec) []hypervisor.Network {
	if len(specs) == 0 {
		specs = []hypervisor.NetworkSpec{{Name: "default"}}
	}
	networks := make([]hypervisor.Network, 0, len(specs))
	for _, spec := range specs {
		if spec.MAC == "" {
			spec.MAC = newMAC()
		}
		networks = append(networks, hypervisor.Network{Name: spec.Name, MAC: spec.MAC})
	}
	return networks
}

// newMAC is a random address that is marked as local.
func newMAC() string {
	var bytes [5]byte
	_, _ = rand.Read(bytes[:])
	return fmt.Sprintf("02:%02x:%02x:%02x:%02x:%02x", bytes[0], bytes[1], bytes[2], bytes[3], bytes[4])
}
