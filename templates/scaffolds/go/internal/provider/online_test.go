package provider

import (
	"testing"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
)

func TestReconfigureOnline(t *testing.T) {
	c := newClient(t)
	declared := must(c.GetCapabilities(t.Context(), &providerv1.GetCapabilitiesRequest{}))(t)
	if !declared.GetSupportsReconfigureOnline() || !declared.GetSupportsDiskExpansionOnline() {
		t.Errorf("declared: %v", declared)
	}
	id := c.vm("one")
	c.power(id, providerv1.PowerOp_POWER_OP_ON)
	c.reconfigure(id, `{"Class":{"CPU":2,"MemoryMiB":1024},"Disks":[{"Name":"root","SizeGiB":30}]}`)
	row := c.listed(id)
	if row.GetPowerState() != "On" || row.GetCpu() != 2 || row.GetMemoryMib() != 1024 || row.GetDisks()[0].GetSizeGib() != 30 {
		t.Errorf("reconfigured to %v", row)
	}
	info := must(c.GetDiskInfo(t.Context(), &providerv1.GetDiskInfoRequest{VmId: id, DiskId: "root"}))(t)
	if got := info.GetVirtualSizeBytes(); got != 30<<30 {
		t.Errorf("the disk has %d bytes", got)
	}
}
