/** The id of the published extension; it follows from the public key in its manifest. */
export const EXTENSION_ID = "mdhcpkaipeimhplccapmjaccpenhfgjp";
