package provider

import (
	"encoding/json"
	"fmt"

	"scaffold.invalid/module/internal/hypervisor"
)

// The JSON inside requests. Its keys are Go field names; keys that are not
// known here are ignored, since the manager may send more.
type (
	classJSON struct {
		CPU       int32
		MemoryMiB int64
	}
	diskJSON struct {
		Name    string
		SizeGiB int32
	}
	networkJSON struct {
		Name        string
		NetworkName string
		MacAddress  string
	}
	desiredJSON struct {
		Class classJSON
		Disks []diskJSON
	}
)

// read decodes a field of JSON; an empty one leaves the value as it is.
func read(field, text string, into any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("%s: %w: %w", field, hypervisor.ErrInvalid, err)
	}
	return nil
}

func readClass(field, text string) (hypervisor.Class, error) {
	var class classJSON
	if err := read(field, text, &class); err != nil {
		return hypervisor.Class{}, err
	}
	return class.checked(field)
}

func (c classJSON) checked(field string) (hypervisor.Class, error) {
	if c.CPU < 0 || c.MemoryMiB < 0 {
		return hypervisor.Class{}, fmt.Errorf("%s: %w: sizes are not negative", field, hypervisor.ErrInvalid)
	}
	return hypervisor.Class{CPUs: c.CPU, MemoryMiB: c.MemoryMiB}, nil
}

func checkedDisks(field string, disks []diskJSON) ([]hypervisor.DiskSpec, error) {
	specs := make([]hypervisor.DiskSpec, 0, len(disks))
	for _, disk := range disks {
		if disk.SizeGiB < 0 {
			return nil, fmt.Errorf("%s: %w: sizes are not negative", field, hypervisor.ErrInvalid)
		}
		specs = append(specs, hypervisor.DiskSpec{Name: disk.Name, SizeGiB: disk.SizeGiB})
	}
	return specs, nil
}

func readDisks(field, text string) ([]hypervisor.DiskSpec, error) {
	var disks []diskJSON
	if err := read(field, text, &disks); err != nil {
		return nil, err
	}
	return checkedDisks(field, disks)
}

func readNetworks(field, text string) ([]hypervisor.NetworkSpec, error) {
	var networks []networkJSON
	if err := read(field, text, &networks); err != nil {
		return nil, err
	}
	specs := make([]hypervisor.NetworkSpec, 0, len(networks))
	for _, network := range networks {
		name := network.NetworkName
		if name == "" {
			name = network.Name
		}
		specs = append(specs, hypervisor.NetworkSpec{Name: name, MAC: network.MacAddress})
	}
	return specs, nil
}

func readDesired(field, text string) (hypervisor.Change, error) {
	var desired desiredJSON
	if err := read(field, text, &desired); err != nil {
		return hypervisor.Change{}, err
	}
	class, err := desired.Class.checked(field)
	if err != nil {
		return hypervisor.Change{}, err
	}
	disks, err := checkedDisks(field, desired.Disks)
	return hypervisor.Change{Class: class, Disks: disks}, err
}
