"""怎样打开.txt: the fixed text in every package, for whoever must open one without this program."""

from typing import Final

HOWTO_NAME: Final = "怎样打开.txt"

HOWTO: Final = """\
怎样打开这个上报包（不用本程序也能打开）

这个文件本身是一个 ZIP 压缩文件，里面有：
  mimetype          文件种类
  cover.json        封面：谁报给谁、第几号、各有多少条；不含个人信息
  cover.sig         报送单位对封面的签名（Ed25519，64 字节）
  chain.json        单位证书，从发证单位排到报送单位
  payload.zip.age   正文，用 age 加密，只有接收单位和报送单位打得开
  怎样打开.txt      本说明

一、解开外层
  unzip 文件名.csopkg -d 外层
  cd 外层

二、核对没有被改动
  1. sha256sum chain.json payload.zip.age
     应与 cover.json 里的 chain_sha256、sealed_sha256 相同。
  2. 从 chain.json 最后一份单位证书里抄下 "sign" 后面的文字（公钥），然后：
     (printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; echo 公钥 | base64 -d) > 公钥.der
     (printf 'csopkg/1 seal\\n'; cat cover.json) > 封面.txt
     openssl pkeyutl -verify -pubin -keyform DER -inkey 公钥.der -rawin -in 封面.txt -sigfile cover.sig
     显示 Signature Verified Successfully 即为没有改动。

三、打开正文（需要本单位的私钥文件，由保管人取出，用完收回）
  age -d -i 私钥文件 -o payload.zip payload.zip.age
  unzip payload.zip

四、核对和查看正文
  cd bag
  sha256sum -c manifest-sha256.txt
  bagit.py --validate .
  frictionless validate data/datapackage.json
  data/摘要.xlsx、data/摘要.pdf 给人看；data/tables 里每个文件是一张表，每行一条。

格式依据：ZIP、age（age-encryption.org/v1）、BagIt 1.0（RFC 8493）、Frictionless Data Package v2、JSON Lines。
""".encode()
